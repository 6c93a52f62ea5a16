"""Statements that a busy path repeats: PostgreSQL parses and plans them once per connection instead of every time.

Ordinary statements stay as Django sends them. Needs OPTIONS["prepare_threshold"] (settings/database.py) and, behind a
pooler, one that knows prepared statements.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

Values = Sequence[Any] | Mapping[str, Any]


def fetch_row(sql: str, values: Values) -> tuple | None:
    """The first row that the statement answers, None if it answers none."""
    with _executed(sql, values) as cursor:
        return cursor.fetchone()


def fetch_rows(sql: str, values: Values) -> list[tuple]:
    """All rows that the statement answers."""
    with _executed(sql, values) as cursor:
        return cursor.fetchall()


@contextmanager
def _executed(sql: str, values: Values):
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            yield cursor
    else:
        with _binding_cursor() as cursor:
            cursor.execute(sql, _sized(values))
            yield cursor


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


class Given(Expression):
    """A value in the queryset of a `Repeated` that each call gives anew, by `name`."""

    def __init__(self, name: str, output_field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]

    def __deepcopy__(self, memo) -> "Given":
        return self


class Repeated:
    """A queryset that Django writes as SQL at its first use instead of every time, with `Given` where a call's own values
    go. `write` makes the queryset: of model instances, with select_related, annotations and a lock if it needs them."""

    def __init__(self, write: Callable[[], QuerySet]) -> None:
        self.write, self.written = write, None

    def rows(self, **given: Any) -> list[Model]:
        """The instances that the queryset finds with these values; one statement."""
        written = self.written or self._write()
        values = [written.prepared(each, given) for each in written.params]
        return [written.instance(row) for row in written.converted(fetch_rows(written.sql, values))]

    def first(self, **given: Any) -> Model | None:
        return next(iter(self.rows(**given)), None)

    def _write(self) -> "_Written":
        self.written = _Written(self.write())
        return self.written


class _Written:
    """What django.db.models.query.ModelIterable finds out about a queryset anew each time."""

    def __init__(self, queryset: QuerySet) -> None:
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, self.params = self.compiler.as_sql()
        told, select = self.compiler.klass_info, self.compiler.select
        self.model, self.notes = told["model"], self.compiler.annotation_col_map or {}
        self.own = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.own]]
        self.related = get_related_populators(told, select, connection.alias)

    def prepared(self, value: Any, given: Mapping[str, Any]) -> Any:
        if not isinstance(value, Given):
            return value
        return value.output_field.get_db_prep_value(given[value.name], connection)

    def converted(self, rows: list[tuple]):
        return self.compiler.results_iter([rows])

    def instance(self, row: Sequence[Any]) -> Model:
        found = self.model.from_db(connection.alias, self.names, row[self.own])
        for each in self.related:
            each.populate(row, found)
        for name, place in self.notes.items():
            setattr(found, name, row[place])
        return found


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
