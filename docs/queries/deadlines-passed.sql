-- Pledges whose deadline had passed on a day of your choice, and that nobody called completed.
SELECT deadline, committers, action, text
FROM pledges
WHERE deadline < DATE '2030-01-01' AND status NOT IN ('completed', 'cancelled')
ORDER BY deadline, commitment_id;
