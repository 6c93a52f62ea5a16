"""Fixtures that every test may use."""

import pytest

from foundation import facts
from tests.browser import browser, page_for
from tests.cast import Cast, make_cast

__all__ = ["browser", "page_for"]


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def sign_in(client):
    """sign_in(person) → a client signed in as that person."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def deliver(db):
    """deliver() handles every announced fact, also those that receivers announce in turn."""
    return facts.drain_all
