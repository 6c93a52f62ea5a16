"""An officer sets a quick exam, another signs it, candidates write, time is extended, results come out."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, PaperVersion, Result, Sitting, SittingMessage
from exams.services.extend_time import extend_time
from exams.services.void_attempt import approve_voiding, ask_to_void
from foundation.models import Notice, User
from foundation.registries.tasks import tasks_of
from question_bank.models import Bank
from tests.exams.exam_stories import Desk, open_now, questions, started
from tests.question_bank.bank_stories import approved, single


@pytest.fixture
def bank(cast) -> Bank:
    questions(cast, 5)
    return Bank.objects.get()


def quick_form(cast, bank, **changes) -> dict:
    now = timezone.localtime()
    form = {
        "title": "容缺受理快考", "node": cast.hall.pk, "bank": bank.pk, "count": 3, "minutes": 20, "pass_percent": 60,
        "attempts_allowed": 1, "objective_only": "on", "people": [cast.learner.pk],
        "opens_at": (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    return form | changes


def test_a_quick_exam_from_the_form_to_the_released_result(cast, bank, sign_in, deliver):
    client = sign_in(cast.officer)
    client.post(reverse("exams:officer_quick"), quick_form(cast, bank))
    sitting = Sitting.objects.get(title="容缺受理快考")
    assert Desk(cast.learner).call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_ready"
    client.post(reverse("exams:officer_paper", args=[sitting.paper_version_id]))
    assert PaperVersion.objects.get(pk=sitting.paper_version_id).state == PaperVersion.State.FROZEN
    sign_in(cast.officer_b).post(reverse("exams:officer_paper", args=[sitting.paper_version_id]))
    desk = started(cast.learner, sitting)
    desk.answer(1)
    desk.hand_in()
    deliver()
    client = sign_in(cast.officer)
    page = client.get(reverse("exams:officer_sitting", args=[sitting.pk])).content.decode()
    assert "已评完" in page and 'data-label="得分">1<' in page
    Result.objects.update(score=0)
    page = client.get(reverse("exams:officer_sitting", args=[sitting.pk])).content.decode()
    assert 'data-label="得分">0<' in page
    client.post(reverse("exams:officer_release", args=[sitting.pk]))
    assert desk.row().state == Attempt.State.RELEASED
    assert Notice.objects.filter(person=cast.learner, title__contains="成绩已发布").exists()


def test_too_few_questions_are_refused_at_the_field_and_nothing_is_set(cast, bank, sign_in):
    page = sign_in(cast.officer).post(reverse("exams:officer_quick"), quick_form(cast, bank, count=50))
    assert "请减少题数或放宽范围" in page.content.decode()
    assert not Sitting.objects.exists()


def test_an_officer_ticks_the_questions_instead(cast, bank, sign_in):
    twins = [approved(cast, **single(f"互斥 {n}", pool="exam", exclusion_group="期限")) for n in (1, 2)]
    client, address = sign_in(cast.officer), reverse("exams:officer_quick")
    listed = client.post(address, quick_form(cast, bank, do="list", title="")).content.decode()
    ids = [int(each) for each in re.findall(r'name="chosen" value="(\d+)"', listed)]
    assert len(ids) == 7 and "第 3 题：最迟几日内一次告知？" in listed and "必需字段" not in listed
    both = [question.current_version_id for question in twins]
    refused = client.post(address, quick_form(cast, bank, chosen=[ids[0], *both])).content.decode()
    assert "与另一题同属互斥组“期限”" in refused and refused.count(" checked") >= 4 and not Sitting.objects.exists()
    client.post(address, quick_form(cast, bank, chosen=[ids[0], ids[3], both[1]], count=50))
    questions_of = Sitting.objects.get().paper_version.questions.values_list("version", flat=True)
    assert set(questions_of) == {ids[0], ids[3], both[1]}
    waiting = [task for task in tasks_of(cast.officer_b, timezone.now()) if task.kind == "试卷待签发"]
    assert [task.title for task in waiting] == ["容缺受理快考"]
    assert not [task for task in tasks_of(cast.officer, timezone.now()) if task.kind == "试卷待签发"]


def test_the_live_page_tells_who_waits_writes_and_fell_silent(cast, sign_in):
    people = [cast.learner, cast.cover, cast.trainer, cast.manager]
    sitting = open_now(cast, people)
    address = reverse("exams:officer_sitting", args=[sitting.pk])
    long_ago = timezone.now() - timedelta(minutes=9)
    for person in people[:3]:
        started(person, sitting)
    Attempt.objects.update(started_at=long_ago, seen_at=long_ago)
    reading = Attempt.objects.get(person=cast.learner)
    assert Desk(cast.learner).call("get", f"attempts/{reading.pk}/pulse").status_code == 200  # no answer, but there
    asked = ask_to_void(attempt_id=Attempt.objects.get(person=cast.trainer).pk, by=cast.officer, reason="发错卷")
    approve_voiding(voiding=asked, by=cast.officer_b)
    Sitting.objects.update(opens_at=timezone.now() + timedelta(minutes=5))
    sign_in(cast.manager).get(reverse("exams:intro", args=[sitting.pk]))
    Sitting.objects.update(opens_at=long_ago)
    client = sign_in(cast.officer)
    page = client.get(address).content.decode()
    phases = dict(re.findall(r'<span class="sub">(t\d+)</span></th><td data-label="现状">(.*?)</td>', page))
    said = {number: re.sub(r"<[^>]+>|\s", "", text) for number, text in phases.items()}
    assert [said[person.username] for person in people] == [
        "作答中", f"{timezone.localtime(long_ago):%H:%M:%S}起失去联系", "已作废", "候考",
    ]  # fmt: skip
    for form in ({"minutes": 5, "reason": "断网", "candidacy": "x"}, {"minutes": 5, "reason": "断网", "candidacy": 0}):
        assert client.post(reverse("exams:officer_extend", args=[sitting.pk]), form).status_code == 404
    client.post(reverse("exams:officer_announce", args=[sitting.pk]), {"text": " "})
    client.post(reverse("exams:officer_extend", args=[sitting.pk]), {"minutes": 5, "reason": "断网"})
    page = client.get(address).content.decode()
    assert "请写下要通知的内容" in page and "已给所有人延长 5 分钟" in page and "延长 5 分钟 · 断网" in page


def test_many_candidates_come_in_pages_and_can_be_searched(cast, sign_in):
    crowd = User.objects.bulk_create(
        [User(username=f"c{number:03d}", name=f"考生{number:03d}", password="!") for number in range(70)]
    )
    sitting = open_now(cast, crowd)
    started(crowd[64], sitting)
    address = reverse("exams:officer_sitting", args=[sitting.pk])

    def listed(**asked) -> list[str]:
        page = sign_in(cast.officer).get(address, asked).content.decode()
        assert "<dt>报考</dt><dd><b>70</b></dd>" in page, "the counts are always those of all"
        return re.findall(r'<span class="sub">(c\d+)</span></th>', page)

    assert (len(listed()), listed(page=2)[0], len(listed(page=2))) == (60, "c060", 10)
    assert listed(phase="writing") == ["c064"] and listed(phase="absent", page=2)[-1] == "c069"
    assert listed(q="生007") == ["c007"] == listed(q="C007") and listed(q="没有这个人") == []
    assert len(listed(phase="made-up")) == 60


def test_more_time_for_one_moves_only_that_candidates_end(cast, sign_in):
    sitting = open_now(cast, [cast.learner, cast.cover])
    first, second = started(cast.learner, sitting).row(), started(cast.cover, sitting).row()
    candidacy = first.candidacy
    form = {"minutes": 10, "reason": "窗口断网", "candidacy": candidacy.pk}
    sign_in(cast.officer).post(reverse("exams:officer_extend", args=[sitting.pk]), form)
    later = Attempt.objects.get(pk=first.pk)
    assert later.deadline_at - first.deadline_at == timedelta(minutes=10)
    assert Attempt.objects.get(pk=second.pk).deadline_at == second.deadline_at


def test_who_comes_in_the_time_that_was_given_after_the_close_finds_the_button_too(cast, sign_in):
    now = timezone.now()
    sitting = open_now(
        cast, [cast.learner, cast.cover], opens_at=now - timedelta(hours=2), closes_at=now - timedelta(minutes=3)
    )
    address = reverse("exams:intro", args=[sitting.pk])
    assert "这场考试已经结束" in sign_in(cast.learner).get(address).content.decode()
    extend_time(sitting=sitting, minutes=10, reason="全厅断网", by=cast.officer)
    page = sign_in(cast.learner).get(address).content.decode()
    ends = timezone.localtime(sitting.closes_at + timedelta(minutes=10))
    assert "开始考试" in page and f"{ends:%H:%M}" in page
    assert started(cast.learner, sitting).row().deadline_at == sitting.closes_at + timedelta(minutes=10)
    assert [task.title for task in tasks_of(cast.cover, now)] == [sitting.title]


def test_a_quick_exam_for_the_whole_place_leaves_out_the_officers_who_can_read_it(cast, bank, sign_in):
    sign_in(cast.officer).post(reverse("exams:officer_quick"), quick_form(cast, bank, people=[]))
    invited = set(Sitting.objects.get().candidacies.values_list("person__username", flat=True))
    assert invited == {person.username for person in (cast.learner, cast.cover, cast.trainer, cast.reviewer)}


def test_a_quick_exam_that_is_over_already_is_not_set(cast, bank, sign_in):
    over = {"opens_at": "2020-01-01T09:00", "closes_at": "2020-01-01T10:00"}
    page = sign_in(cast.officer).post(reverse("exams:officer_quick"), quick_form(cast, bank, **over)).content.decode()
    assert "关闭时间已经过去了" in page and not Sitting.objects.exists()


def test_an_extension_needs_a_reason(cast, sign_in):
    sitting = open_now(cast)
    before = started(cast.learner, sitting).row().deadline_at
    sign_in(cast.officer).post(reverse("exams:officer_extend", args=[sitting.pk]), {"minutes": 10, "reason": " "})
    assert Attempt.objects.get().deadline_at == before


def test_an_announcement_is_kept_for_those_who_write(cast, sign_in):
    sitting = open_now(cast)
    sign_in(cast.officer).post(reverse("exams:officer_announce", args=[sitting.pk]), {"text": "第 3 题按新口径作答"})
    assert SittingMessage.objects.get().text == "第 3 题按新口径作答"


def test_another_halls_officer_and_candidates_find_nothing(cast, sign_in):
    sitting = open_now(cast)
    for person in (cast.stranger_trainer, cast.learner, cast.manager):
        client = sign_in(person)
        assert client.get(reverse("exams:officer_sitting", args=[sitting.pk])).status_code == 404
        assert client.get(reverse("exams:officer_paper", args=[sitting.paper_version_id])).status_code == 404
        assert client.post(reverse("exams:officer_release", args=[sitting.pk])).status_code == 404
