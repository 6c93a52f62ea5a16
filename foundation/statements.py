"""Statements that a busy path repeats: PostgreSQL parses and plans them once per connection instead of every time.

Ordinary statements stay as Django sends them. Needs OPTIONS["prepare_threshold"] (settings/database.py) and, behind a
pooler, one that knows prepared statements.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import InterfaceError, OperationalError, connection

Values = Sequence[Any] | Mapping[str, Any]


def fetch_row(sql: str, values: Values) -> tuple | None:
    """The first row that the statement answers, None if it answers none."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            return cursor.execute(sql, values).fetchone()
    with _binding_cursor() as cursor:
        cursor.execute(sql, _sized(values))
        return cursor.fetchone()


def fetch_first_row(sql: str, values: Values) -> tuple | None:
    """`fetch_row` for the statement that opens a request and only reads: it is its own probe of a kept connection.

    A connection that died meanwhile is opened anew, once; Django's separate probe (CONN_HEALTH_CHECKS) is not needed.
    """
    connection.health_check_done = True
    try:
        return fetch_row(sql, values)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or (connection.connection is not None and connection.is_usable()):
            raise
        connection.close()
        return fetch_row(sql, values)


def _binding_cursor():
    """A cursor that sends values apart from the statement; only such statements can be prepared. Django's own wrapping
    (errors, counting, logging) is kept."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(_cursor_class()(connection.connection))


@cache
def _cursor_class() -> type:
    from django.db.backends.postgresql.base import ServerBindingCursor  # SQLite runs without psycopg

    class PreparedCursor(ServerBindingCursor):
        def execute(self, query, params=None, **more):
            result = super().execute(query, params, **more)
            self._query = self._query or SimpleNamespace(query=query.encode())  # what Django's log of statements reads
            return result

    return PreparedCursor


def _sized(values: Values) -> Values:
    """Whole numbers all as bigint: a statement is planned per combination of types, and psycopg would name the
    smallest type that holds each number."""
    if isinstance(values, Mapping):
        return {name: _bigint(value) for name, value in values.items()}
    return [_bigint(value) for value in values]


def _bigint(value: Any) -> Any:
    from psycopg.types.numeric import Int8

    if type(value) is int:
        return Int8(value)
    return [_bigint(each) for each in value] if type(value) is list else value
