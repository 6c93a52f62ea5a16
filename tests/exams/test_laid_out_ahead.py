"""Papers are laid out before the bell; the candidate notices nothing but the speed."""

import pytest
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from exams.models import Attempt, AttemptPaper
from exams.selectors import my_sittings
from exams.services.cancel_sitting import cancel_sitting
from exams.services.lay_out_ahead import lay_out_ahead
from tests.exams.exam_stories import MINUTE, Desk, open_now, started
from tests.exams.test_query_counts import counted


@pytest.fixture
def sitting(cast):
    """Opens in ten minutes, for the learner and her cover."""
    return open_now(cast, [cast.learner, cast.cover], opens_at=timezone.now() + 10 * MINUTE)


def ring(sitting):
    """Ten minutes pass: the bell."""
    sitting.opens_at = timezone.now() - MINUTE
    sitting.save()


def test_at_the_bell_the_paper_of_everyone_lies_ready(cast, sitting):
    assert (lay_out_ahead(), lay_out_ahead()) == (2, 0)
    ready = set(Attempt.objects.values_list("pk", flat=True))
    assert AttemptPaper.objects.filter(pk__in=ready).count() == 2
    ring(sitting)
    desk, other = started(cast.learner, sitting), started(cast.cover, sitting)
    assert {desk.attempt["id"], other.attempt["id"]} == ready
    assert desk.attempt["number"] == 1 and desk.attempt["state"] == "in_progress"
    assert desk.answer(1).status_code == 200 and desk.hand_in().status_code == 200


def test_until_the_bell_nobody_sees_anything_of_it(cast, sitting):
    lay_out_ahead()
    pk = Attempt.objects.get(person=cast.learner).pk
    desk = Desk(cast.learner)
    assert desk.call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_open_yet"
    for call in (("get", f"attempts/{pk}"), ("get", f"attempts/{pk}/pulse"), ("post", f"attempts/{pk}/submit", {}),
                 ("post", f"attempts/{pk}/lease", {"client": "x"})):  # fmt: skip
        assert desk.call(*call).status_code == 404
    assert desk.http.get(f"/exams/attempts/{pk}/").status_code == 404
    (mine,) = my_sittings(cast.learner, timezone.now())
    assert (mine.phase, mine.attempts, mine.attempts_left) == ("waiting", (), 1)


def test_a_sitting_that_opens_later_or_is_cancelled_is_left_alone(cast, sitting):
    assert lay_out_ahead(at=timezone.now() - 60 * MINUTE) == 0
    cancel_sitting(sitting=sitting, by=cast.officer, reason="停电")
    assert lay_out_ahead() == 0 and not Attempt.objects.exists()


def test_a_key_that_was_corrected_meanwhile_is_the_one_that_counts(cast, sitting):
    lay_out_ahead()
    version = sitting.paper_version
    name = next(iter(version.key_numbers))
    version.key_numbers[name] = 2
    version.save()
    ring(sitting)
    paper = AttemptPaper.objects.get(pk=started(cast.learner, sitting).attempt["id"])
    assert paper.key_numbers == version.key_numbers


def test_another_paper_put_in_meanwhile_is_the_one_that_is_sat(cast, sitting):
    from tests.exams.exam_stories import signed_paper

    lay_out_ahead()
    before = Attempt.objects.aggregate(last=Max("pk"))["last"]
    sitting.paper_version = signed_paper(cast, 2)
    ring(sitting)
    desk = started(cast.learner, sitting)
    assert len(desk.attempt["questions"]) == 2 and desk.attempt["id"] > before
    assert Attempt.objects.filter(person=cast.learner).count() == 1


def test_a_start_with_the_paper_ready_takes_fewer_statements(cast, sitting):
    lay_out_ahead()
    ring(sitting)
    desk = Desk(cast.learner)
    locking = 1 if connection.vendor == "postgresql" else 0  # SQLite's transaction is the lock
    assert counted(lambda: desk.call("post", f"sittings/{sitting.pk}/attempts")) <= 6 + locking
