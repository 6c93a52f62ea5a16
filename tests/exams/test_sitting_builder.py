"""An officer arranges a sitting, staggers it, tries it out and checks it before the day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.exam_day import checklist
from exams.models import Attempt, Candidacy, MarkingTask, Result, Sitting, WorkerSign
from exams.rules.timing import can_sit_both, slots
from exams.selectors import my_sittings, released_results
from exams.services.arrange_sitting import spread
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from exams.tasks import close_overdue_attempts
from foundation.clock import local_date
from foundation.models import Notice, User
from organisation.models import Window
from question_bank.models import QuestionVersion
from service_items.models import ServiceItem, ServiceItemChange
from tests.cast import make_person
from tests.exams.blueprint_stories import blueprint_of, signed_pool, stock
from tests.exams.exam_stories import MINUTE, Desk, open_now, signed_paper, started
from tests.question_bank.test_marking_kinds import Fields


def at(name, *args) -> str:
    return reverse(f"exams:{name}", args=args)


def typed(cast, **changes) -> dict:
    opens = timezone.localtime().replace(hour=9, minute=0) + timedelta(days=2)
    form = {
        "title": "12 月考核", "node": cast.hall.pk, "minutes": 60, "grace_seconds": 10, "waiting_minutes": 15,
        "pass_percent": 60, "attempts_allowed": 1, "cooldown_minutes": 0, "order": "forward", "release_policy": "manual",
        "review_policy": "answers", "appeal_days": 7, "third_marker_gap": 20, "groups": 1, "people_node": cast.hall.pk,
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"), "closes_at": (opens + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    return form | changes


def test_a_sitting_drawn_from_a_blueprint_from_the_form_to_the_candidate(cast, sign_in):
    stock(cast)
    row = blueprint_of(cast)
    client = sign_in(cast.officer)
    assert (
        f'<option value="{row.pk}" selected>' in client.get(at("sitting_new") + f"?blueprint={row.pk}").content.decode()
    )
    fresh = Fields(client.get(at("sitting_new")).content.decode().split("<main")[1]).sent
    assert (fresh["grace_seconds"], fresh["attempts_allowed"], fresh["groups"]) == ("10", "1", "1")
    rules = {
        "grace_seconds": 20, "attempts_allowed": 2, "cooldown_minutes": 45, "waiting_minutes": 25, "order": "forward",
        "release_policy": "automatic", "review_policy": "score", "pass_percent": 70, "appeal_days": 5,
    }  # fmt: skip
    client.post(at("sitting_new"), typed(cast, blueprint=row.pk, title="抽题考试", **rules))
    sitting = Sitting.objects.get()
    assert {name: getattr(sitting, name) for name in rules} == rules and sitting.limit_seconds == 3600
    version = sitting.paper_version
    assert (version.drawn, version.state, version.checked_for) == (True, "frozen", local_date(sitting.opens_at))
    invited = set(sitting.candidacies.values_list("person__username", flat=True))
    assert cast.learner.username in invited
    assert not {cast.officer.username, cast.officer_b.username} & invited  # who sets it or may sign it does not sit it
    assert Notice.objects.filter(person=cast.learner, title__contains="抽题考试").exists()
    sign_paper(paper=version.paper, by=cast.officer_b)
    Sitting.objects.update(opens_at=timezone.now() - MINUTE)
    desk = started(cast.learner, sitting)
    assert len(desk.attempt["questions"]) == 5 and desk.attempt["order"] == "forward"
    assert "题池 10 题" in client.get(at("officer_paper", version.pk)).content.decode()
    edited = client.get(at("sitting_edit", sitting.pk), follow=True).content.decode()
    assert "已经有人开考" in edited


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"paper_version": ""}, "选且只选一个"),
        ({}, "这份试卷有 1 题在考试期间过期、停用或待复核"),
        ({"numbers": "t1001, t2001 nobody"}, "不在您管的范围内，或已停用：t2001、nobody"),
        ({"groups": 4}, "每批只有 45 分钟，不够作答 60 分钟"),
        ({"closes_at": "2020-01-01T09:00"}, "关闭时间要在开放时间之后"),
        ({"opens_at": "2020-01-01T09:00", "closes_at": "2020-01-01T12:00"}, "关闭时间已经过去了"),
        ({"attempts_allowed": 0}, "确保该值大于或等于1"),
        ({"pass_percent": 101}, "确保该值小于或等于100"),
        ({"grace_seconds": 3600}, "确保该值小于或等于300"),
    ],
)
def test_mistakes_are_said_at_the_field_and_nothing_is_arranged(cast, sign_in, changes, said):
    paper = signed_paper(cast, 1)
    if changes == {}:
        QuestionVersion.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    form = typed(cast, **{"paper_version": paper.pk, **changes})
    assert said in sign_in(cast.officer).post(at("sitting_new"), form).content.decode()
    assert not Sitting.objects.exists()


def test_colleagues_of_one_window_come_in_different_groups_so_that_it_stays_open(cast, sign_in):
    second = Window.objects.create(hall=cast.hall, code="T-YS-02", name="综合窗口 2 号")
    for number in range(3):
        make_person(f"t30{number}", f"同窗 {number}", cast.hall, window=second)
    form = typed(cast, paper_version=signed_paper(cast, 1).pk, groups=2)
    sign_in(cast.officer).post(at("sitting_new"), form)
    sitting = Sitting.objects.get()
    half = sitting.opens_at + timedelta(minutes=90)
    assert set(sitting.candidacies.values_list("opens_at", "closes_at")) == {
        (sitting.opens_at, half), (half, sitting.closes_at),
    }  # fmt: skip
    for row in sitting.candidacies.select_related("person"):
        told = Notice.objects.get(person=row.person, title__startswith="您有一场考试").body
        assert told.startswith(f"{timezone.localtime(row.opens_at):%Y-%m-%d %H:%M} 至"), "their own slot"
    for people in ([cast.learner, cast.cover], User.objects.filter(username__startswith="t30")):
        assert sitting.candidacies.filter(person__in=people).values("opens_at").distinct().count() == 2
    later = sitting.closes_at + timedelta(hours=3)
    changed = typed(cast, paper_version=sitting.paper_version_id) | {
        "closes_at": timezone.localtime(later).strftime("%Y-%m-%dT%H:%M")
    }
    sign_in(cast.officer).post(at("sitting_edit", sitting.pk), changed)
    assert (
        sitting.candidacies.filter(closes_at=later).exists() and not sitting.candidacies.filter(opens_at=half).exists()
    )
    moved = Notice.objects.get(person=cast.learner, title__contains="考试时间有变").body
    assert moved.startswith(
        f"{timezone.localtime(sitting.candidacies.get(person=cast.learner).opens_at):%Y-%m-%d %H:%M} 至"
    )


def test_people_are_added_to_the_emptier_group_and_taken_off_before_they_begin(cast, sign_in):
    client = sign_in(cast.officer)
    client.post(
        at("sitting_new"),
        typed(cast, paper_version=signed_paper(cast, 1).pk, groups=2, people_node="", numbers="t1001"),
    )
    sitting = Sitting.objects.get()
    client.post(at("sitting_people", sitting.pk), {"numbers": "t1002", "groups": 2})
    assert sitting.candidacies.values("opens_at").distinct().count() == 2
    crowded = client.post(at("sitting_people", sitting.pk), {"numbers": "t1003", "groups": 4}).content.decode()
    assert "每批只有 45 分钟，不够作答 60 分钟" in crowded and sitting.candidacies.count() == 2
    row = sitting.candidacies.get(person=cast.cover)
    client.post(at("sitting_withdraw", sitting.pk), {"candidacy": row.pk})
    assert Desk(cast.cover).call("post", f"sittings/{sitting.pk}/attempts").status_code == 404
    assert Notice.objects.filter(person=cast.cover, title__startswith="您不用参加这场考试了").exists()
    client.post(at("sitting_people", sitting.pk), {"numbers": "t1002", "groups": 2})
    assert Notice.objects.filter(person=cast.cover, title__startswith="您有一场考试").count() == 2
    running = open_now(cast)
    started(cast.learner, running)
    client.post(at("sitting_withdraw", running.pk), {"candidacy": running.candidacies.get().pk})
    assert running.candidacies.get().withdrawn_at is None


def test_a_test_run_goes_before_the_signature_and_counts_nowhere(cast, sign_in, deliver):
    stock(cast)
    sign_in(cast.officer).post(at("sitting_new"), typed(cast, blueprint=blueprint_of(cast).pk))
    sitting = Sitting.objects.get()
    answer = sign_in(cast.officer).post(at("sitting_trial", sitting.pk))
    attempt = Attempt.objects.get()
    assert answer.url == at("attempt", attempt.pk) and attempt.candidacy.trial
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=60)  # though the window is days away
    desk = Desk(cast.officer)
    desk.attempt = desk.call("get", f"attempts/{attempt.pk}").json()
    desk.answer(1)
    desk.hand_in()
    deliver()
    assert Result.objects.get().trial
    release_results(sitting=sitting, by=cast.officer)
    assert not released_results().exists() and not my_sittings(cast.officer, timezone.now())
    assert not Notice.objects.filter(person=cast.officer, title__contains="成绩").exists()
    page = sign_in(cast.officer).get(at("officer_sitting", sitting.pk)).content.decode()
    assert cast.officer.name not in page.split("考生现场")[1].split("</table>")[0]
    assert "2 / 14" in sign_in(cast.officer).get(at("sitting_checklist", sitting.pk)).content.decode()
    assert MarkingTask.objects.count() == 0
    mine = open_now(cast, [cast.officer_b], count=1)
    sign_in(cast.officer_b).post(at("sitting_trial", mine.pk))
    assert not Attempt.objects.filter(sitting=mine).exists()  # they sit it in earnest


def states(sitting: Sitting, **clock) -> dict[str, str]:
    now = timezone.now()
    return {check.name: check.state for check in checklist(sitting, now=now, process_now=clock.get("process_now", now))}


def test_the_checklist_finds_what_would_go_wrong_on_the_day(cast, sign_in):
    stock(cast)
    version = signed_pool(cast)
    sitting = open_now(cast, [cast.learner, cast.cover], version=version)
    close_overdue_attempts()
    good = states(sitting)
    assert (
        good["试卷已签发"]
        == good["试卷没有被改动"]
        == good["试题在有效期内"]
        == good["没有撞场"]
        == good["后台进程"]
        == good["时钟"]
        == "ok"
    )
    assert good["窗口有人"] == "look"  # both clerks of the only window write at once
    assert good["都登录过"] == "look" and good["试考"] == "look" and "各部分时长" not in good
    version.sections.update(minutes=61)
    assert states(sitting)["各部分时长"] == "look"
    now = timezone.now()
    open_now(cast, [cast.learner], version=version, opens_at=now, closes_at=now + 61 * MINUTE)
    User.objects.filter(pk=cast.cover.pk).update(is_active=False)
    WorkerSign.objects.update(seen_at=now - 10 * MINUTE)
    item = ServiceItem.objects.create(code="I77", name="改了的事项")
    version.questions.filter(version__difficulty=3).first().version.service_items.add(item)
    ServiceItemChange.objects.create(
        item=item, severity="substantive", effective_on=timezone.localdate(),
        announced_at=now, announced_by=cast.trainer,
    )  # fmt: skip
    bad = states(sitting, process_now=now + timedelta(seconds=9))
    assert bad["人人有账号"] == bad["后台进程"] == "stop"
    assert bad["时钟"] == bad["试题在有效期内"] == "look"  # the pool still fills a paper without that question
    Sitting.objects.filter(pk=sitting.pk).update(closes_at=now + 61 * MINUTE)
    sitting.refresh_from_db()
    assert states(sitting)["没有撞场"] == "stop"
    QuestionVersion.objects.filter(difficulty=3).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert states(sitting)["试题在有效期内"] == "stop"
    page = sign_in(cast.officer).get(at("sitting_checklist", sitting.pk)).content.decode()
    assert "同一时间还有别的考试：何晓岚" in page and "梁雨桐" in page
    assert "没有撞场" in page


def test_another_halls_officer_finds_no_sitting(cast, sign_in):
    sitting = open_now(cast)
    names = ("sitting_edit", "sitting_people", "sitting_checklist")
    deeds = ("sitting_trial", "sitting_pool", "sitting_cancel", "sitting_withdraw", *names[:2])
    for person in (cast.stranger_trainer, cast.learner, cast.manager):
        client = sign_in(person)
        assert [client.get(at(name, sitting.pk)).status_code for name in names] == [404] * len(names)
        assert [client.post(at(name, sitting.pk)).status_code for name in deeds] == [404] * len(deeds)
    paper = signed_paper(cast, 1)
    form = typed(cast, node=cast.other_hall.pk, people_node="", paper_version=paper.pk)
    sign_in(cast.stranger_trainer).post(at("sitting_new"), form)
    assert Sitting.objects.get() == sitting and Candidacy.objects.count() == 1


def test_a_cancelled_sitting_needs_a_reason(cast, sign_in):
    sitting, client = open_now(cast), sign_in(cast.officer)
    client.post(at("sitting_cancel", sitting.pk), {"reason": " "})
    assert Sitting.objects.get().state == "scheduled"
    client.post(at("sitting_cancel", sitting.pk), {"reason": "停电"})
    assert Sitting.objects.get().state == "cancelled"
    assert Notice.objects.filter(person=cast.learner, body="停电").exists()
    live = client.get(at("officer_sitting", sitting.pk)).content.decode()
    assert "这场考试已取消：停电" in live and at("officer_extend", sitting.pk) not in live


def test_slots_part_the_window_and_two_exams_clash_only_if_they_cannot_both_be_sat():
    nine = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    parts = slots(opens=nine, closes=nine + 3 * hour, groups=3)
    assert [start for start, _end in parts] == [nine, nine + hour, nine + 2 * hour] and parts[-1][1] == nine + 3 * hour
    assert can_sit_both((nine, nine + 2 * hour), hour, (nine, nine + 2 * hour), hour)
    assert not can_sit_both((nine, nine + 2 * hour), hour, (nine, nine + 2 * hour), 1.5 * hour)
    assert can_sit_both((nine, nine + 30 * 24 * hour), hour, (nine, nine + hour), hour)


def test_spread_keeps_colleagues_together_in_the_list(cast):
    order = spread([cast.trainer, cast.cover, cast.officer, cast.learner, cast.cover], timezone.localdate())
    assert len(order) == 4 and abs(order.index(cast.cover) - order.index(cast.learner)) == 1
