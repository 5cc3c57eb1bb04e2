"""Write rows by the thousand: new comments by one COPY, columns of stored rows by one UPDATE."""

from __future__ import annotations

import json
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from feedback.models import Comment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def insert_comments(comments: Sequence[Comment]) -> None:
    """Insert rows in their order and tell each its number; they must be new."""
    if not comments:
        return
    table, fields = Comment._meta.db_table, _written_fields()
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [table, len(comments)])
        for comment, (number,) in zip(comments, cursor.fetchall(), strict=True):
            comment.pk = number
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _lines(comments, fields))


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these columns of stored rows of one table; a CASE for each row would take longer."""
    if not rows:
        return
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if field.name in names]
    types = [str(field.db_type(connection)).partition("(")[0] for field in fields]
    columns = [quote(str(field.column)) for field in fields]
    query = "UPDATE {table} SET {sets} FROM unnest({arrays}) AS fresh (id, {columns}) WHERE {same}"
    statement = query.format(
        table=meta.db_table,
        sets=", ".join(f"{column} = fresh.{column}" for column in columns),
        arrays=", ".join(f"%s::{kind}[]" for kind in ("bigint", *types)),
        columns=", ".join(columns),
        same=f"{meta.db_table}.id = fresh.id",
    )
    values = [[getattr(row, field.attname) for row in rows] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [[row.pk for row in rows], *values])


def _written_fields() -> list[models.Field[object, object]]:
    return [field for field in Comment._meta.concrete_fields if not field.generated]


def _lines(comments: Sequence[Comment], fields: Sequence[models.Field[object, object]]) -> StringIO:
    writers = [(field.attname, _writer(field)) for field in fields]
    lines = [
        "\t".join([write(getattr(comment, name)) for name, write in writers])
        for comment in comments
    ]
    return StringIO("\n".join([*lines, ""]))


def _writer(field: models.Field[object, object]) -> Callable[[object], str]:
    if isinstance(field, ArrayField):
        return _written_array
    return _written_json if isinstance(field, models.JSONField) else _written


def _written(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _written_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)


def _written_array(value: object) -> str:
    # PostgreSQL quotes the texts of an array as JSON does
    return "{" + _written_json(value)[1:-1] + "}"
