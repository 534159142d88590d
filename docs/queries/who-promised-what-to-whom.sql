-- Who promised what to whom: one row for each pledge, committer and counterpart.
SELECT p.actor_name AS committer, b.actor_name AS counterpart, p.action, p.strength, p.text
FROM pledges_by_actor p
LEFT JOIN commitment_actors b
  ON b.commitment_id = p.commitment_id AND b.role = 'counterpart'
ORDER BY committer, counterpart NULLS LAST, p.commitment_id;
