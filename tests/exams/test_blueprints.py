"""An officer writes a blueprint, sees what the bank holds for it, and publishes it once nothing stands against it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from exams import question_record
from exams.blueprint_selectors import coverage
from exams.lint_words import cell_words
from exams.models import Blueprint, BlueprintCell
from exams.paper_selectors import choosable
from exams.rules import lint
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.publish_blueprint import publish_blueprint
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from foundation.models import AuditEntry
from question_bank.models import Bank, ObservedDifficulty, Question, QuestionVersion, Topic
from service_items.models import ServiceItem, ServiceItemChange, ServiceRule
from tests.exams.blueprint_stories import EASY, HARD, blueprint_of, signed_pool, stock
from tests.exams.exam_stories import open_now, started
from tests.question_bank.bank_stories import approved, make_item, single
from tests.question_bank.test_marking_kinds import Fields


def page(client, name, *args, **query) -> str:
    response = client.get(reverse(f"exams:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def typed(cast, rows, **changes) -> dict:
    """The form as typed: one section, `rows` of (difficulty, count, points)."""
    form = {
        "title": "季度考核", "node": cast.hall.pk, "minutes": 30, "full_marks": 14, "pass_percent": 60, "max_overlap": 90,
        "max_exposure": 300, "sections": 1, "s0-title": "单选题", "s0-minutes": 20, "s0-rows": len(rows) + 1,
    }  # fmt: skip
    for place, (difficulty, count, points) in enumerate(rows):
        form |= {f"s0-c{place}-difficulty": difficulty, f"s0-c{place}-count": count, f"s0-c{place}-points": points,
                 f"s0-c{place}-kind": "single_choice"}  # fmt: skip
    return form | changes


def test_from_a_preset_to_a_published_blueprint(cast, sign_in):
    stock(cast)
    client = sign_in(cast.officer)
    assert "大厅上岗" in page(client, "blueprints")
    fresh = page(client, "blueprint_new", preset="post")
    assert 'value="12"' in fresh and "判断题" in fresh
    client.post(reverse("exams:blueprint_new"), typed(cast, ((EASY, 3, 2), (HARD, 2, 4))))
    row = Blueprint.objects.get()
    shown = page(client, "blueprint", row.pk)
    assert "检查通过" in shown and "合计 14 分" in shown
    # three easy ones of 2 at 85 %, two hard ones of 4 at 50 %: each draw is worth (5.1 + 4) / 14
    assert (
        "<dt>预计平均得分率</dt><dd>65.0%</dd>" in shown and "标准差 0.0 个百分点" in shown and "65.0% – 65.0%" in shown
    )
    client.post(reverse("exams:blueprint_publish", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.published_by) == ("published", cast.officer)
    client.post(reverse("exams:blueprint_copy", args=[row.pk]))
    copy = Blueprint.objects.get(state="draft")
    assert list(copy.sections.values_list("cells__count", "cells__points")) == list(
        row.sections.values_list("cells__count", "cells__points")
    )
    client.post(reverse("exams:blueprint_retire", args=[row.pk]))
    assert Blueprint.objects.get(pk=row.pk).state == "retired"
    verbs = list(AuditEntry.objects.filter(verb__startswith="blueprint.").values_list("verb", flat=True))
    assert verbs == ["blueprint.created", "blueprint.published", "blueprint.created", "blueprint.retired"]


def test_more_rows_come_without_losing_what_was_typed_and_mistakes_are_said_at_the_field(cast, sign_in):
    client = sign_in(cast.officer)
    form = typed(cast, ((EASY, 3, 2), (HARD, "", 4)))
    grown = client.post(reverse("exams:blueprint_new"), form | {"grow": "s0"}).content.decode()
    assert 'name="s0-c5-count"' in grown and 'value="季度考核"' in grown and "写几题" not in grown
    more = client.post(reverse("exams:blueprint_new"), form | {"grow": "section"}).content.decode()
    assert 'name="s1-title"' in more
    refused = client.post(reverse("exams:blueprint_new"), form).content.decode()
    assert "写几题" in refused and not Blueprint.objects.exists()


def test_cells_and_sections_change_places_with_the_keyboard_and_keep_what_was_typed(cast, sign_in):
    client = sign_in(cast.officer)
    form = typed(cast, ((EASY, 3, 2), (HARD, 2, 4))) | {
        "sections": 2, "s1-title": "判断题", "s1-rows": 2, "s1-c0-count": 7, "s1-c0-points": 1,
    }  # fmt: skip

    def pressed(button: str) -> tuple[list, str]:
        """The counts by section as the page now has them, and the button that the keyboard stands on."""
        answer = client.post(reverse("exams:blueprint_new"), form | {"move": button}).content.decode()
        rows = re.findall(r'name="s(\d)-c\d+-count" (?:value="(\d+)")?', answer)
        focus = re.findall(r'value="([^"]+)"[^>]* autofocus', answer)
        assert 'value="季度考核"' in answer and "写几题" not in answer
        return [[int(count) for place, count in rows if place == which and count] for which in "01"], *focus

    assert pressed("s0-c0:down") == ([[2, 3], [7]], "s0-c1:down")
    assert pressed("s0-c1:up") == ([[2, 3], [7]], "s0-c0:down")  # at the top: the other button of the row
    assert pressed("s1-c0:up") == ([[3, 2, 7], []], "s0-c2:up")  # over the edge into the section before
    assert pressed("s0-c0:drop") == ([[2], [7]], "s0-c0:drop")
    assert pressed("s1:up") == ([[7], [3, 2]], "s0:down")
    for nonsense in ("s9:up", "s0-c9:drop", "s0-c0:up", "x"):
        assert pressed(nonsense)[0] == [[3, 2], [7]]
    assert not Blueprint.objects.exists()


def test_the_linter_blocks_publication_with_reasons_at_the_cell(cast, sign_in):
    today = timezone.localdate()
    stock(cast, easy=2, hard=1)
    approved(cast, **single("已过期", difficulty=HARD, pool="exam", valid_to=today - timedelta(days=1)))
    for number in (1, 2):
        approved(cast, **single(f"互斥 {number}", difficulty=EASY, pool="exam", exclusion_group="同一规定"))
    approved(cast, **single("只供练习", difficulty=EASY, pool="practice"))
    row = blueprint_of(cast, ((EASY, 4, 2), (HARD, 2, 4)), state="draft", full_marks=100)
    with pytest.raises(ValidationError) as refused:
        publish_blueprint(blueprint=row, by=cast.officer)
    said = " ".join(refused.value.messages)
    assert "各格合计 16 分，与满分 100 分不符" in said
    assert "要 4 题，能同时入卷的只有 3 题。符合的有 4 题，但同一互斥组只能取一题。" in said
    assert "要 2 题，能同时入卷的只有 1 题。另有不能用的：当天不在有效期 1 题。" in said
    client = sign_in(cast.officer)
    client.post(reverse("exams:blueprint_publish", args=[row.pk]))
    assert Blueprint.objects.get().state == "draft"
    assert "还不能发布" in page(client, "blueprint", row.pk)
    assert "要 2 题，能同时" not in page(client, "blueprint", row.pk, day=(today - timedelta(days=2)).isoformat())


def unapproved(cast, row, versions):
    Question.objects.filter(current_version=versions[0]).update(current_version=None)


def out_of_date(cast, row, versions):
    QuestionVersion.objects.filter(pk=versions[0].pk).update(valid_to=timezone.localdate() - timedelta(days=1))


def for_practice_only(cast, row, versions):
    QuestionVersion.objects.filter(pk=versions[0].pk).update(pool="practice")


def stale(cast, row, versions):
    item = ServiceItem.objects.create(code="I77", name="改了的事项")
    versions[0].service_items.add(item)
    ServiceItemChange.objects.create(
        item=item, severity="substantive", effective_on=timezone.localdate(), announced_at=timezone.now(),
        announced_by=cast.trainer,
    )  # fmt: skip


def twins(cast, row, versions):
    QuestionVersion.objects.filter(pk__in=[each.pk for each in versions[:2]]).update(exclusion_group="同一规定")


def much_seen(cast, row, versions):
    Blueprint.objects.filter(pk=row.pk).update(max_exposure=1)
    paper = create_fixed_paper(title="考过", node=cast.hall, by=cast.officer, questions=[(versions[0], 2)])
    publish_paper(paper=paper, by=cast.officer)
    version = sign_paper(paper=paper, by=cast.officer_b)
    for person in (cast.learner, cast.cover):
        started(person, open_now(cast, [person], version=version))


def alike(cast, row, versions):
    Blueprint.objects.filter(pk=row.pk).update(max_overlap=99)


def other_total(cast, row, versions):
    Blueprint.objects.filter(pk=row.pk).update(full_marks=100)


def parts_too_long(cast, row, versions):
    row.sections.update(minutes=31)


def nothing_asked(cast, row, versions):
    row.sections.get().cells.all().delete()


def rivals(cast, row, versions):
    row.sections.get().cells.create(position=2, count=1, points=2, kind="single_choice")
    Blueprint.objects.filter(pk=row.pk).update(full_marks=14)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (unapproved, "要 6 题，能同时入卷的只有 5 题"),
        (out_of_date, "另有不能用的：当天不在有效期 1 题"),
        (for_practice_only, "要 6 题，能同时入卷的只有 5 题"),
        (stale, "另有不能用的：事项已变更、待复核 1 题"),
        (twins, "符合的有 6 题，但同一互斥组只能取一题"),
        (much_seen, "另有不能用的：曝光过高 1 题"),
        (alike, "两份卷平均有 100% 的题相同，超过上限 99%"),
        (other_total, "各格合计 12 分，与满分 100 分不符"),
        (parts_too_long, "各部分建议时长合计 31 分钟，超过全卷 30 分钟"),
        (nothing_asked, "还没有一格"),
        (rivals, "抢同一批题：合起来要 7 题，能同时入卷的只有 6 题"),
    ],
)
def test_each_reason_of_the_linter_by_itself_stops_the_publication(cast, spoil, reason):
    """Six questions, all six asked for: nothing stands against it until one thing is spoilt."""
    versions = [question.current_version for question in stock(cast, easy=6, hard=0)]
    row = blueprint_of(cast, ((EASY, 6, 2),), state="draft", max_overlap=100)
    assert not coverage(row, day=timezone.localdate()).blocked
    spoil(cast, row, versions)
    with pytest.raises(ValidationError) as refused:
        publish_blueprint(blueprint=row, by=cast.officer)
    assert len(refused.value.messages) == 1 and reason in refused.value.messages[0]
    assert Blueprint.objects.get().state == "draft"


def test_questions_that_too_many_have_seen_or_that_do_badly_are_left_out(cast, deliver, monkeypatch):
    stock(cast, easy=4, hard=2)
    row = blueprint_of(cast, ((EASY, 4, 2),), max_exposure=1, max_overlap=100)
    for person in (cast.learner, cast.cover):
        started(person, open_now(cast, [person], version=signed_pool(cast, row))).hand_in()
    deliver()
    found = coverage(row, day=timezone.localdate())
    assert found.cells[0].available == 0 and found.cells[0].left_out == {"exposed": 4} and found.blocked
    Blueprint.objects.update(max_exposure=2)
    row.refresh_from_db()
    assert not coverage(row, day=timezone.localdate()).blocked
    bad = row.sections.get().cells.get()
    version = signed_pool(cast, row).questions.first().version_id
    record = question_record.Experience(facility=0.2, candidates=40, trouble="区分度为负")
    monkeypatch.setattr(question_record, "experience", lambda ids: {version: record})
    found = coverage(row, day=timezone.localdate())
    assert (found.cells[0].cell, found.cells[0].left_out, found.blocked) == (bad, {"statistics": 1}, True)


def test_only_banks_of_ones_own_branch_are_drawn_from(cast):
    stock(cast)
    other = Bank.objects.create(slug="sq", name="石桥题库", node=cast.other_hall)
    district = Bank.objects.create(slug="lj", name="区题库", node=cast.district)
    for bank in (other, district):
        approved(cast, **single(f"{bank.name} 的题", difficulty=EASY, pool="exam"), bank=bank)
    today = timezone.localdate()
    assert coverage(blueprint_of(cast), day=today).cells[0].available == 7  # six of the hall, one of the district
    assert coverage(blueprint_of(cast, node=cast.other_hall), day=today).cells[0].available == 2


def test_another_halls_officer_finds_no_blueprint(cast, sign_in):
    stock(cast)
    row = blueprint_of(cast, state="draft")
    deeds = ("publish", "copy", "retire")
    for person in (cast.stranger_trainer, cast.learner, cast.manager):
        client = sign_in(person)
        for name in ("blueprint", "blueprint_edit"):
            assert client.get(reverse(f"exams:{name}", args=[row.pk])).status_code == 404
        for deed in deeds:
            assert client.post(reverse(f"exams:blueprint_{deed}", args=[row.pk])).status_code == 404
    client = sign_in(cast.stranger_trainer)
    assert row.title not in page(client, "blueprints")
    answer = client.post(reverse("exams:blueprint_new"), typed(cast, ((EASY, 1, 2),)))
    assert answer.status_code == 200 and Blueprint.objects.get() == row  # the hall is not among their choices


def test_a_cell_counts_what_has_every_facet_it_names(cast):
    area = Topic.objects.create(code="Z", name="服务规范")
    topic = Topic.objects.create(code="Z1", name="首问负责", parent=area)
    item, rule = make_item(), ServiceRule.objects.create(code="R01", name="首问负责制")
    told = {"topic": topic, "service_items": [item], "rules": [rule], "cognitive_level": "apply", "difficulty": HARD}
    approved(cast, **single("样样都有", pool="exam", **told))
    for name in told:  # each lacks one facet
        approved(cast, **single(f"没有 {name}", pool="exam", **{key: told[key] for key in told if key != name}))
    approved(
        cast, **{"kind": "true_false", "content": {"stem": "对吗？"}, "key": {"correct": True}, "pool": "exam", **told}
    )
    row = blueprint_of(cast, ((HARD, 1, 2),), state="draft", full_marks=16)
    section = row.sections.get()
    named = {"topic": topic, "service_item": item, "rule": rule, "cognitive_level": "apply", "difficulty": HARD}
    wanted = [{"topic": area}, *({name: value} for name, value in named.items()), named]
    for place, facets in enumerate(wanted, start=2):
        BlueprintCell.objects.create(section=section, position=place, count=1, points=2, kind="single_choice", **facets)
    found = coverage(row, day=timezone.localdate()).cells
    assert [cell.available for cell in found] == [5, 5, 5, 5, 5, 5, 5, 1]
    assert cell_words(found[-1].cell) == f"{topic} · {item} · {rule} · 单选题 · 应用 · 难"


def test_what_exams_showed_of_a_questions_difficulty_decides_which_cell_it_fills(cast):
    versions = [question.current_version for question in stock(cast, easy=2, hard=1)]
    row = blueprint_of(cast, ((EASY, 1, 2), (HARD, 1, 2)), state="draft")
    said = {"facility": 30, "candidates": 40, "by": cast.officer, "at": timezone.now()}
    ObservedDifficulty.objects.create(version=versions[0], difficulty=HARD, **said)
    assert [cell.available for cell in coverage(row, day=timezone.localdate()).cells] == [1, 2]
    wanted = {"difficulty": str(HARD)}
    listed = choosable(cast.hall, day=timezone.localdate(), wanted=wanted)
    assert set(listed.values_list("pk", flat=True)) == {versions[0].pk, versions[2].pk}


@pytest.mark.parametrize(
    ("key", "questions", "minutes", "pass_percent"),
    [("two-papers", 80, 90, 60), ("post", 40, 60, 60), ("items", 10, 20, 60)],
)
def test_each_preset_is_a_form_that_can_be_saved_as_it_stands(cast, sign_in, key, questions, minutes, pass_percent):
    client = sign_in(cast.officer)
    form = Fields(page(client, "blueprint_new", preset=key).split("<main")[1]).sent
    client.post(reverse("exams:blueprint_new"), form)
    row = Blueprint.objects.get()
    found = coverage(row, day=timezone.localdate())
    assert (found.questions, row.minutes, row.pass_percent) == (questions, minutes, pass_percent)
    assert found.total == row.full_marks == 100 and found.findings == []
    assert all(section.minutes for section in row.sections.all())
    assert {each.code for cell in found.cells for each in cell.findings} == {lint.TOO_FEW}  # the bank is empty


def test_numbers_without_sense_are_refused_at_the_field(cast, sign_in):
    client = sign_in(cast.officer)
    for name, wrong in (("minutes", 0), ("full_marks", 0), ("pass_percent", 101), ("max_overlap", 101)):
        answer = client.post(reverse("exams:blueprint_new"), typed(cast, ((EASY, 1, 2),), **{name: wrong}))
        assert "确保该值" in answer.content.decode() and "约束" not in answer.content.decode(), name
    assert not Blueprint.objects.exists()


def test_coverage_costs_few_queries_whatever_the_bank(cast, django_assert_max_num_queries):
    stock(cast, easy=12, hard=12)
    row = blueprint_of(cast)
    with django_assert_max_num_queries(10):
        coverage(row, day=timezone.localdate())
