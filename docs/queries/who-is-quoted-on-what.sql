-- Who is quoted on which technology area: areas of the terms inside the quote.
SELECT s.speaker_name, n.area_name, count(DISTINCT s.quote_id) AS quotes
FROM statements s
JOIN technology_mentions t
  ON t.document_id = s.document_id AND t.start >= s.start AND t.end <= s.end
JOIN technologies n ON n.area = t.area AND n.sub_area IS NULL
WHERE s.speaker_name IS NOT NULL
GROUP BY ALL
ORDER BY quotes DESC, s.speaker_name, n.area_name;
