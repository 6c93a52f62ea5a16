"""Quick emptying of PostgreSQL after a test that commits.

Django truncates every table and runs `post_migrate`, about five seconds for our two hundred tables. Here the filled
tables are put back to what they held before the first such test, within a tenth of that.
"""

from django.db import connection
from django.test import TransactionTestCase

from tests.remembered import filled_tables

KEPT = "kept_for_tests"  # a schema with copies of the rows that migrations left


def _keep() -> set[str]:
    names = filled_tables()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE; CREATE SCHEMA {KEPT}")
        for name in names:
            cursor.execute(f'CREATE TABLE {KEPT}."{name}" AS TABLE "{name}"')
    return set(names)


def _put_back(kept: set[str]) -> None:
    names = kept.union(filled_tables())
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # foreign keys wait until all is back
        for name in names:
            cursor.execute(f'DELETE FROM "{name}"')
            if name in kept:
                cursor.execute(f'INSERT INTO "{name}" SELECT * FROM {KEPT}."{name}"')
        cursor.execute("SET session_replication_role = origin")


def install() -> None:
    """Let transactional tests on PostgreSQL begin and end with the rows that the migrations left."""
    stock_setup, stock_teardown = TransactionTestCase._fixture_setup.__func__, TransactionTestCase._fixture_teardown
    kept: set[str] = set()

    def setup(cases: type) -> None:
        if connection.vendor == "postgresql" and not kept:
            kept.update(_keep())
        stock_setup(cases)

    def teardown(case) -> None:
        if connection.vendor != "postgresql":
            return stock_teardown(case)
        _put_back(kept)
        connection.close()

    TransactionTestCase._fixture_setup = classmethod(setup)
    TransactionTestCase._fixture_teardown = teardown
