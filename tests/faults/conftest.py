"""Fault tests kill processes: each gets a database whose rows other processes can see."""

import pytest


def _tables_with_rows(cursor, tables: list[str]) -> set[str]:
    cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables))
    return {name for (name,) in cursor.fetchall()}


@pytest.fixture
def shared_database(monkeypatch, transactional_db):
    """Committed rows. Afterwards the tables that were empty before are emptied again; that is much quicker than
    truncating all of them, as a transactional test otherwise does."""
    from django.db import connection
    from django.test import TransactionTestCase

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        before = _tables_with_rows(cursor, tables)
    yield connection
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for name in _tables_with_rows(cursor, tables) - before:
            cursor.execute(f'DELETE FROM "{name}"')
        cursor.execute("SET session_replication_role = origin")
    connection.close()
