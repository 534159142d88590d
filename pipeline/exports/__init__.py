"""The tables in other containers: a DuckDB file, CSV files, a workbook."""
