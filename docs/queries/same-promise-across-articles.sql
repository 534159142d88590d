-- The same promise across articles: how often, from when to when, and what moved.
SELECT l.documents, l.mentions, l.first_seen, l.last_seen, l.committers, l.text,
  l.first_strength, l.last_strength, l.first_status, l.last_status,
  l.amount_moved, l.deadline_moved,
  (SELECT string_agg(DISTINCT coalesce(d.title, d.source_path), '; ')
   FROM ledger_mentions m JOIN documents d USING (document_id)
   WHERE m.ledger_id = l.ledger_id) AS articles
FROM ledger l
ORDER BY l.documents DESC, l.mentions DESC, l.ledger_id
LIMIT 100;
