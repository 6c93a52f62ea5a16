"""What an exam day costs in SQL does not grow with the paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.exams.exam_stories import Desk, open_now

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def counted(deed) -> int:
    """How many statements the deed took; opening and ending a transaction are not counted."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = deed()
    assert response.status_code in (200, 201), response.content
    return len([each for each in queries if not each["sql"].startswith(CONTROL)])


@pytest.mark.parametrize("count", [10, 100])
def test_start_save_resume_and_submit_take_few_statements(cast, settings, count):
    settings.MFA_REQUIRED_FOR_ROLES = True  # as in production
    sitting = open_now(cast, count=count)
    desk = Desk(cast.learner)
    assert counted(lambda: desk.call("post", f"sittings/{sitting.pk}/attempts")) <= 10
    desk.start(sitting)
    most = 3 if connection.vendor == "postgresql" else 5
    assert counted(lambda: desk.answer(1)) <= most
    assert counted(lambda: desk.answer(1, "三日")) <= most
    desk.put(*(desk.change(number) for number in range(1, count + 1)))
    assert counted(lambda: desk.answer(2, "十日")) <= most
    assert counted(lambda: desk.call("get", desk.path)) <= 10
    assert counted(lambda: desk.hand_in()) <= 10


def test_the_answer_to_a_save_is_short(cast):
    desk = Desk(cast.learner)
    desk.start(open_now(cast, count=10))
    assert len(desk.answer(1).content) < 300
