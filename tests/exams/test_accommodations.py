"""Extra time and large type: arranged once by an officer, told beforehand, kept in every exam that follows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from exams.models import Accommodation, Attempt, Sitting
from exams.services.grant_accommodation import grant_accommodation
from exams.services.lay_out_ahead import lay_out_ahead
from foundation.models import AuditEntry, Notice
from foundation.registries.my_data import held_about
from tests.exams.exam_stories import MINUTE, open_now, started

LIST = "exams:officer_accommodations"
REASON = "视力残疾证，2026 年核验"


def given(cast, **more) -> Accommodation:
    return grant_accommodation(
        **{"person": cast.learner, "by": cast.officer, "reason": REASON, "extra_percent": 25, **more}
    )


def test_arranged_once_it_holds_in_every_exam_from_then_on(cast, sign_in):
    running = started(cast.learner, open_now(cast)).row()
    arranged = open_now(cast, opens_at=timezone.now() + 10 * MINUTE)
    assert lay_out_ahead() == 1  # not begun, though her paper lies ready
    client = sign_in(cast.officer)
    assert reverse(LIST) in client.get(reverse("exams:officer")).content.decode()
    form = {"person": cast.learner.pk, "extra_percent": 25, "large_type": "on", "reason": REASON}
    client.post(reverse(LIST), form)
    assert "加时 25%、大字号" in client.get(reverse(LIST)).content.decode()
    sitting = open_now(cast)
    client = sign_in(cast.learner)
    page = client.get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    assert "您另有 15 分钟的加时" in page and "您的试卷按大字号显示" in page
    desk = started(cast.learner, sitting)
    row = desk.row()
    assert row.deadline_at - row.started_at == timedelta(minutes=75)
    assert desk.attempt["large_type"] is True
    assert "data-large" in client.get(reverse("exams:attempt", args=[row.pk])).content.decode()
    assert Attempt.objects.get(pk=running.pk).deadline_at == running.deadline_at
    Sitting.objects.filter(pk=arranged.pk).update(opens_at=timezone.now() - MINUTE)
    earlier = started(cast.learner, arranged)
    assert earlier.row().deadline_at - earlier.row().started_at == timedelta(minutes=75)
    assert earlier.attempt["large_type"] is True
    assert AuditEntry.objects.get(verb="accommodation.granted").after["extra_percent"] == 25
    assert "加时 25%、大字号" in {row[0] for section in held_about(cast.learner) for row in section.rows}
    assert "加时 25%、大字号" in Notice.objects.get(person=cast.learner, key__startswith="exams.accommodation").title


def test_who_gets_a_quarter_or_twenty_minutes_gets_whichever_is_more(cast, sign_in):
    form = {"person": cast.learner.pk, "extra_percent": 25, "extra_minutes": 20, "reason": REASON}
    client = sign_in(cast.officer)
    client.post(reverse(LIST), form)
    assert "加时 25% 或 20 分钟（取多的）" in client.get(reverse(LIST)).content.decode()
    for limit, whole in ((60, 80), (120, 150)):
        sitting = open_now(cast, limit=limit * MINUTE, closes_at=timezone.now() + 300 * MINUTE)
        page = sign_in(cast.learner).get(reverse("exams:intro", args=[sitting.pk])).content.decode()
        assert f"您另有 {whole - limit} 分钟的加时" in page
        row = started(cast.learner, sitting).row()
        assert row.deadline_at - row.started_at == whole * MINUTE


def test_it_ends_by_its_date_or_by_the_officers_word(cast, sign_in):
    now = timezone.now()
    first = given(cast, ends_on=timezone.localdate(now + timedelta(days=30)))
    sitting = open_now(
        cast, opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(days=60), attempts_allowed=2
    )
    Accommodation.objects.update(ends_at=now - timedelta(minutes=1))
    row = started(cast.learner, sitting).row()
    assert row.deadline_at - row.started_at == timedelta(minutes=60)
    second = given(cast, extra_percent=50)
    first.refresh_from_db()
    assert first.revoked_at and first.revoked_by == cast.officer
    client = sign_in(cast.officer_b)
    client.post(reverse("exams:officer_revoke_accommodation", args=[second.pk]))
    client.post(reverse("exams:officer_revoke_accommodation", args=[second.pk]))
    assert not Accommodation.objects.holding(timezone.now()).exists()
    assert AuditEntry.objects.filter(verb="accommodation.revoked").count() == 1
    page = client.get(reverse(LIST)).content.decode()
    assert "现在没有人需要" in page and "加时 50%" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extra_percent": 0}, "加时和大字号至少选一项"),
        ({"extra_percent": 300}, "200"),
        ({"extra_minutes": 241}, "240"),
        ({"reason": " "}, "必需字段"),
        ({"ends_on": "2020-01-01"}, "截止日期已经过去了"),
        ({"person": "self"}, "选择一个有效的选项"),
    ],
)
def test_what_cannot_be_arranged_is_said_at_the_field(cast, sign_in, change, words):
    form = {"person": cast.learner.pk, "extra_percent": 25, "reason": REASON} | change
    form["person"] = cast.officer.pk if form["person"] == "self" else form["person"]
    page = sign_in(cast.officer).post(reverse(LIST), form).content.decode()
    assert words in page
    assert not Accommodation.objects.exists()


def test_the_database_refuses_what_the_code_would(cast):
    given(cast)
    for wrong in ({"granted_by": cast.learner}, {"extra_percent": 201}, {"extra_minutes": 241}, {"revoked_at": None}):
        row = {
            "person": cast.learner,
            "granted_by": cast.officer,
            "granted_at": timezone.now(),
            "revoked_at": timezone.now(),
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            Accommodation.objects.create(**row | wrong)


def test_another_halls_officer_sees_and_ends_none_and_candidates_have_no_such_page(cast, sign_in):
    held = given(cast)
    client = sign_in(cast.stranger_trainer)
    page = client.get(reverse(LIST)).content.decode()
    assert cast.learner.name not in page
    assert client.post(reverse("exams:officer_revoke_accommodation", args=[held.pk])).status_code == 404
    for person in (cast.learner, cast.manager):
        assert sign_in(person).get(reverse(LIST)).status_code == 404
    held.refresh_from_db()
    assert held.revoked_at is None
