-- Money pledged by technology area and year of the announcement, a row for each currency.
-- Open ends stay open: a sum "up to" has no minimum, one "more than" no maximum.
SELECT area, year(published_on) AS year, amount_currency AS currency,
  sum(amount_minimum) AS at_least, sum(amount_maximum) AS at_most, count(*) AS sums
FROM money
GROUP BY ALL
ORDER BY area NULLS LAST, year, currency;
