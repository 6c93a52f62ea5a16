"""Fixtures that every test may use, and what the phases of `make test-services` leave out."""

import os

import pytest

from foundation import facts
from tests import emptying
from tests.browser import browser, page_for
from tests.cast import Cast, make_cast
from tests.migrated import migrated_copy
from tests.remembered import Remembered

__all__ = ["browser", "migrated_copy", "page_for"]

LONG_FILES = (
    "tests/journeys", "tests/site/test_every_page", "tests/exams/test_player_in_a_browser.py", "tests/site/test_production.py",
    "tests/site/test_run_hall.py", "tests/site/test_surroundings.py", "tests/site/test_every_address.py", "tests/site/test_backup",
    "tests/drills/test_play.py", "tests/portal/test_home.py", "tests/exams/test_builder_in_a_browser.py",
    "tests/question_bank/test_demo_bank.py", "tests/question_bank/test_import", "tests/exams/test_demo_exams.py",
    "tests/exams/test_analyse_items_command.py", "tests/service_items/test_import_catalogue.py",
)  # fmt: skip
# On PostgreSQL the journey loads the whole demo hall and walks through it; here each part of it is loaded by itself.
LEFT_TO_SQLITE = (
    "tests/appraisal/test_demo", "tests/certificates/test_demo", "tests/drills/test_demo", "tests/exams/test_demo",
    "tests/organisation/test_demo", "tests/question_bank/test_demo", "tests/site/test_every_address.py",
    # what these show is drawn, signed, phrased or read from a file; the database only keeps it
    "tests/certificates/test_document.py", "tests/certificates/test_verify_command.py", "tests/courses/test_block_previews.py",
    "tests/exams/test_score_slip.py", "tests/portal/test_content_policy.py",
    "tests/portal/test_settings.py", "tests/service_items/test_handbook.py", "tests/drills/test_play.py", "tests/drills/test_linter.py",
    "tests/question_bank/test_import_round_trips.py", "tests/question_bank/test_import_sandbox.py",
    "tests/question_bank/test_keys_stay_inside.py", "tests/exams/test_analyse_items_command.py", "tests/portal/test_styleguide.py",
    "tests/portal/test_home.py::test_every_link",
    "tests/test_audit.py::test_a_row_that_cannot_be_read_any_more",  # PostgreSQL takes no such value
)  # fmt: skip

emptying.install()
remembered_cast = Remembered(make_cast)


def asks_a_database(item) -> bool:
    return item.get_closest_marker("django_db") is not None or not {"db", "transactional_db"}.isdisjoint(
        item.fixturenames
    )


def left_to_sqlite(item) -> bool:
    """`make test` has run it, and PostgreSQL makes no difference to it."""
    if item.get_closest_marker("services"):
        return False
    return item.nodeid.startswith(LEFT_TO_SQLITE) or not asks_a_database(item)


def pytest_collection_modifyitems(config, items) -> None:
    """Long files begin first, so that no core is idle at the end (--no-loadscope-reorder keeps to that). HALL_ONLY_DATABASE=1 leaves out what is left to
    SQLite."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_FILES))
    if os.environ.get("HALL_ONLY_DATABASE") == "1":
        left_out = [item for item in items if left_to_sqlite(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture
def cast(db) -> Cast:
    return remembered_cast()


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
