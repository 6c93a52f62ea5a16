"""Fault tests kill processes: each gets a database whose rows other processes can see."""

import pytest

# What stories write. The rest (content types, permissions, the page tree) stays.
EMPTIED = ("foundation_", "organisation_", "service_items_", "question_bank_", "exams_", "certificates_", "plans_",
           "drills_", "django_session", "account_", "mfa_", "usersessions_")  # fmt: skip


def empty(connection) -> None:
    """Delete all rows of those tables; much quicker than truncating every table, as a transactional test does."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(EMPTIED)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        for name in filled:
            cursor.execute(f'DELETE FROM "{name}"')
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def shared_database(monkeypatch, transactional_db):
    """Committed rows, from empty tables to empty tables."""
    from django.db import connection
    from django.test import TransactionTestCase

    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
    empty(connection)
    yield connection
    connection.close()
    empty(connection)
    connection.close()
