"""One DuckDB file with every table, its documentation, a calendar, and views for dashboards."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipeline.errors import OutputError
from pipeline.exports.source import check_tables
from pipeline.schema import TABLES, Row
from pipeline.tables.layout import parts

FILE_NAME = "pledger.duckdb"

_TYPES = {
    "string": "VARCHAR",
    "bool": "BOOLEAN",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "decimal128(18, 2)": "DECIMAL(18, 2)",
}

_CALENDAR = """
CREATE TABLE calendar AS
WITH days AS (
  SELECT published_on AS day FROM documents UNION SELECT deadline FROM commitments
  UNION SELECT earliest FROM dates UNION SELECT latest FROM dates
), ends AS (
  SELECT min(day) AS first, max(day) AS last FROM days WHERE year(day) BETWEEN 1900 AND 2199
)
SELECT CAST(day AS DATE) AS day, year(day) AS year, quarter(day) AS quarter, month(day) AS month,
  strftime(day, '%Y-%m') AS year_month, isodow(day) AS iso_weekday
FROM ends, unnest(generate_series(date_trunc('year', first)::TIMESTAMP,
  date_trunc('year', last)::TIMESTAMP + INTERVAL 1 YEAR - INTERVAL 1 DAY, INTERVAL 1 DAY)) AS t(day)
WHERE first IS NOT NULL
"""

_VIEWS = {
    "pledges": (
        "Commitments as one counts them: each once, without headlines and restatements, with the "
        "document that they stand in.",
        """
        SELECT c.*, d.title, d.publisher, d.published_on, d.instrument, d.legal_force, d.source_uri
        FROM commitments c JOIN documents d USING (document_id)
        WHERE NOT c.headline AND c.restates IS NULL
        """,
    ),
    "pledges_by_actor": (
        "One row for each pledge and committer, with the counterparts beside it.",
        """
        SELECT p.*, a.actor_id, a.actor_name, x.type AS actor_type, x.country
        FROM pledges p
        JOIN commitment_actors a ON a.commitment_id = p.commitment_id AND a.role = 'committer'
        JOIN actors x ON x.actor_id = a.actor_id
        """,
    ),
    "pledges_by_area": (
        "One row for each pledge and technology area.",
        """
        SELECT DISTINCT ON (p.commitment_id, t.area) p.*, t.area AS technology_area,
          n.area_name
        FROM pledges p JOIN commitment_technologies t USING (commitment_id)
        JOIN technologies n ON n.area = t.area AND n.sub_area IS NULL
        """,
    ),
    "money": (
        "One row for each pledge and sum of money. Currencies are not converted: never add "
        "across them.",
        """
        SELECT p.commitment_id, p.document_id, p.committers, p.counterparts, p.strength, p.status,
          p.published_on, p.deadline, p.area, m.amount_id, m.currency AS amount_currency,
          m.qualifier, m.minimum AS amount_minimum, m.maximum AS amount_maximum, m.period,
          m.text AS amount_text
        FROM pledges p JOIN commitment_amounts b USING (commitment_id)
        JOIN amounts m USING (amount_id)
        """,
    ),
    "promises": (
        "Pledges that several articles report, each once: where it was reported first. How often "
        "and from when to when it was reported stands beside it.",
        """
        SELECT p.*, k.ledger_id, l.mentions, l.documents, l.first_seen, l.last_seen
        FROM pledges p JOIN ledger_mentions k USING (commitment_id)
        JOIN ledger l ON l.ledger_id = k.ledger_id
        QUALIFY row_number() OVER (PARTITION BY k.ledger_id ORDER BY k.ordinal) = 1
        """,
    ),
    "statements": (
        "Quotes with the document that they stand in.",
        """
        SELECT q.*, d.title, d.publisher, d.published_on
        FROM quotes q JOIN documents d USING (document_id)
        """,
    ),
}


def export_database(processed: Path, target: Path | None = None) -> Path:
    """Write a DuckDB file with tables, keys, comments and views.

    Args:
        processed: folder of the tables.
        target: the file; None is ``pledger.duckdb`` in that folder. It is replaced at the end,
            so that a reader never sees half of it.

    Returns:
        the file.

    Raises:
        OutputError: a table is missing, or the file cannot be written.
    """
    check_tables(processed)
    target = target or processed / FILE_NAME
    aside = target.with_name(target.name + ".new")
    try:
        aside.unlink(missing_ok=True)
        with duckdb.connect(str(aside)) as connection:
            fill(connection, processed)
        aside.replace(target)
    except (duckdb.Error, OSError) as error:
        message = " ".join(str(error).split())[:300]
        raise OutputError(
            f"the database cannot be written: {message}",
            where=str(target),
            hint="close what has it open; `pledger verify` checks the tables",
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return target


def fill(connection: duckdb.DuckDBPyConnection, processed: Path) -> None:
    """Make all tables, the calendar and the views in an empty database.

    Raises:
        OutputError: a table is missing.
        duckdb.Error: a table does not hold what its declaration says.
    """
    check_tables(processed)
    for table in TABLES:
        _copy(connection, table, processed)
    connection.execute(_CALENDAR)
    _comment(connection, "TABLE", "calendar", "Days from the first year to the last.")
    for name, (meaning, query) in _VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")
        _comment(connection, "VIEW", name, meaning)


def _copy(connection: duckdb.DuckDBPyConnection, table: type[Row], processed: Path) -> None:
    files = [str(path) for path in parts(processed, table.table)]
    _create(connection, table)
    selected = ", ".join(f'"{c.name}"' for c in table.columns())
    connection.execute(f"INSERT INTO {table.table} SELECT {selected} FROM read_parquet(?)", [files])


def _create(connection: duckdb.DuckDBPyConnection, table: type[Row]) -> None:
    columns = []
    for c in table.columns():
        required = "" if c.nullable else " NOT NULL"
        columns.append(f'"{c.name}" {_TYPES[str(c.type)]}{required}')
    keys = [c for c in table.columns() if c.key]
    names = ", ".join(f'"{c.name}"' for c in keys)
    if all(not c.nullable for c in keys):
        columns.append(f"PRIMARY KEY ({names})")
    connection.execute(f"CREATE TABLE {table.table} ({', '.join(columns)})")
    _comment(connection, "TABLE", table.table, (table.__doc__ or "").strip().split("\n")[0])
    for c in table.columns():
        meaning = c.meaning + (f" ({', '.join(c.codes)})" if c.codes else "")
        _comment(connection, "COLUMN", f'{table.table}."{c.name}"', meaning)


def _comment(connection: duckdb.DuckDBPyConnection, kind: str, name: str, meaning: str) -> None:
    quoted = meaning.replace("'", "''")
    connection.execute(f"COMMENT ON {kind} {name} IS '{quoted}'")
