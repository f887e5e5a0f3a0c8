"""COPY into a table, and ids set aside for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Field, Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Stream rows into a model's table; return how many. One COPY.

    Columns that are not named get the model's default, as ``objects.create()`` would give them.
    """
    rest = [column for column in model._meta.concrete_fields if _is_left_to_model(column, columns)]
    names = ", ".join([*columns, *(str(column.column) for column in rest)])
    defaults = tuple(column.get_db_prep_save(column.get_default(), connection) for column in rest)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as target,
    ):
        for row in rows:
            target.write_row((*row, *defaults))
            count += 1
    return count


def _is_left_to_model(column: Field[object, object], named: Sequence[str]) -> bool:
    """Whether only the model, not the database, knows what stands in an unnamed column."""
    return not (
        column.column in named or column.primary_key or column.generated or column.has_db_default()
    )


def reserve_ids(model: type[Model], count: int) -> int:
    """Set aside consecutive ids and return the first; the caller's lock keeps others from interleaving."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH sequence AS (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name),"
            " first AS (SELECT nextval(name) AS id, name FROM sequence)"
            " SELECT id, setval(name, id + %s) FROM first",
            [model._meta.db_table, max(count - 1, 0)],
        )
        (first, _) = cursor.fetchone()
    return int(first)
