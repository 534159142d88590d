-- How much of what each actor promised could be checked.
SELECT actor_name, count(*) AS pledges, count(*) FILTER (testable) AS testable,
  round(100.0 * count(*) FILTER (testable) / count(*)) AS percent,
  count(*) FILTER (strength IN ('exploratory', 'aspirational')) AS vague
FROM pledges_by_actor
GROUP BY actor_name
ORDER BY pledges DESC, actor_name;
