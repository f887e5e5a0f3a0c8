"""Reads that nearly every page makes, built once and planned once.

Building a query takes Django longer than PostgreSQL needs to run it, and planning a page's query takes PostgreSQL
longer than answering it. A :class:`Statement` is built at its first use; each connection prepares it at its second
(``OPTIONS["prepare_threshold"]``), and from then on only the values travel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import sql as psycopg_sql
from django.db.models import QuerySet
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]
_Conversion = tuple[Any, Any]
"""The functions that a column's values pass through, and the column."""

# What a queryset is built with in place of the values to come: of the right type, and nobody's real value.
SOME_TIME = datetime(1, 1, 1, 12, 34, 56, tzinfo=UTC)
SOME_UUID = UUID(int=0xB1A4C)
SOME_ID = -7_140_312
SOME_TEXT = "\ue0f1 text to come"


class Statement:
    """One read with named values: ``%(now)s`` in handwritten SQL, stand-ins in a queryset."""

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def rows(self, **values: object) -> list[Row]:
        """Ask, and return every row. One query."""
        with _cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchall()  # type: ignore[no-any-return]

    def row(self, **values: object) -> Row | None:
        """Ask, and return the first row, if there is one. One query."""
        with _cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchone()  # type: ignore[no-any-return]

    @property
    def sql(self) -> str:
        """The text with its named places."""
        return self._sql


class QueryStatement(Statement):
    """A queryset, turned into SQL at its first use.

    ``stand_ins`` says which value of the queryset becomes which named value. Everything else is written into the text,
    so that PostgreSQL sees the constants that partial indexes are made for.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[Any, Any]],
        stand_ins: Mapping[str, object],
        *,
        end: str = "",
    ) -> None:
        """Take the queryset and what to append to its SQL, such as ``AND id = ANY(%(ids)s)``."""
        super().__init__("")
        self._build = build
        self._names = {value: name for name, value in stand_ins.items()}
        self._end = end
        self._converters: dict[int, _Conversion] = {}

    @property
    def sql(self) -> str:
        """The text with its named places."""
        if not self._sql:
            self._sql = self._written() + self._end
        return self._sql

    def rows(self, **values: object) -> list[Row]:
        """Ask, and return every row, its values as the fields of the queryset give them. One query."""
        rows = super().rows(**values)
        return [self._converted(row) for row in rows] if self._converters else rows

    def row(self, **values: object) -> Row | None:
        """Ask, and return the first row, if there is one; its values as in :meth:`rows`. One query."""
        row = super().row(**values)
        return self._converted(row) if row is not None and self._converters else row

    def _converted(self, row: Row) -> Row:
        """Turn what PostgreSQL sent into what the fields say, as a queryset would: JSON, for example, arrives as text."""
        columns = list(row)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                columns[place] = convert(columns[place], expression, connection)
        return tuple(columns)

    def _written(self) -> str:
        compiler = self._build().query.get_compiler(connection.alias)
        text, parameters = compiler.as_sql()
        self._converters = compiler.get_converters([column for column, *_ in compiler.select or ()])
        parts = text.split("%s")
        written = [parts[0]]
        for parameter, part in zip(parameters, parts[1:], strict=True):
            name = self._names.get(parameter) if parameter.__hash__ else None
            written += [f"%({name})s" if name else _literal(parameter), part]
        return "".join(written)


def _literal(value: object) -> str:
    connection.ensure_connection()
    written: str = psycopg_sql.Literal(value).as_string(connection.connection)
    return written.replace("%", "%%")


def _cursor() -> Any:  # noqa: ANN401 - Django's cursor wrapper, which its stubs leave untyped
    """Return a cursor that sends values apart from the text; Django's own writes them into it, so nothing could stay prepared."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415

    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # a psycopg cursor
    # Connections are in UTC: psycopg's own reading of moments gives what Django's gives, in a fifth of the time.
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]
