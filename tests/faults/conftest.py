"""Fault tests kill processes: each gets a database whose rows other processes can see."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture
def shared_database(transactional_db, monkeypatch):
    """Committed rows; afterwards the tables are as they were: tests/emptying.py does it on PostgreSQL, and the file of
    SQLite is put back whole."""
    from django.db import connection
    from django.test import TransactionTestCase

    if connection.vendor == "sqlite":
        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        _keep(Path(connection.settings_dict["NAME"]))
    yield connection
    connection.close()
    if connection.vendor == "sqlite":
        _put_back(Path(connection.settings_dict["NAME"]))


def _keep(file: Path) -> None:
    if not file.with_suffix(".kept").exists():
        _copy(file, file.with_suffix(".kept"))


def _put_back(file: Path) -> None:
    _copy(file.with_suffix(".kept"), file)


def _copy(file: Path, into: Path) -> None:
    """Through SQLite, so that whoever has either file open sees a sound database."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(into)) as target:
        source.backup(target)
