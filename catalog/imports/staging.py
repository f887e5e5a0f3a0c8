"""Rows into a table that lives as long as the transaction, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

Values = Mapping[str, str | int | None]


def create(table: str, columns: Mapping[str, str]) -> None:
    """Create an empty temporary table; one of that name from an earlier import goes."""
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMP TABLE {table} ({listed}) ON COMMIT DROP")


def fill(table: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Append rows by COPY; memory does not grow with them."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def run(statement: str, values: Values | None = None) -> int:
    """Run one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def number(statement: str, values: Values | None = None) -> int:
    """Return the one whole number a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return int(row[0] or 0)


def numbers(statement: str) -> list[int]:
    """Run one statement; return the first column of what it returns, whole numbers."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [int(row[0]) for row in cursor.fetchall()]
