"""Fault tests kill processes: each gets a database whose rows other processes can see."""

import pytest


@pytest.fixture
def shared_database(transactional_db):
    """Committed rows, emptied afterwards."""
    from django.db import connection

    yield connection
    connection.close()
