"""An officer puts a paper together by hand or by one draw, a second one signs it or gives it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from exams.errors import ExamProblem
from exams.models import Paper, PaperVersion
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.edit_paper import draw_fixed_paper, start_paper_version, submit_paper
from exams.services.sign_paper import sign_paper
from question_bank.models import Question
from question_bank.question_types import get
from tests.exams.blueprint_stories import EASY, HARD, blueprint_of, stock
from tests.exams.exam_stories import Desk, draft_paper, open_now, started
from tests.question_bank.bank_stories import EXPLANATION_CANARY, approved, single
from tests.question_bank.test_marking_kinds import IN_USE


def at(name, *args) -> str:
    return reverse(f"exams:{name}", args=args)


def body(client, name, *args, **query) -> str:
    response = client.get(at(name, *args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_paper_by_hand_from_the_empty_draft_to_the_second_signature(cast, sign_in):
    stock(cast, easy=3, hard=2)
    client = sign_in(cast.officer)
    client.post(at("paper_new"), {"title": "一季度卷", "node": cast.hall.pk})
    draft = PaperVersion.objects.get()
    client.post(at("paper_submit", draft.pk))
    assert PaperVersion.objects.get().state == "draft"  # an empty paper is not submitted
    listed = body(client, "paper_choose", draft.pk, difficulty=HARD)
    assert "难第 1 题" in listed and "容易第 1 题" not in listed
    section = draft.sections.get()
    versions = [row.current_version_id for row in Question.objects.order_by("pk")]
    client.post(
        at("paper_choose", draft.pk), {"section": section.pk, "version": [*versions[:3], versions[0], 999999, "x"]}
    )
    rows = list(draft.questions.order_by("position"))
    assert [row.version_id for row in rows] == versions[:3]
    form = {"title": "一季度卷（改）", f"s{section.pk}-title": "单选", f"s{section.pk}-minutes": 10, "do": "save"}
    for place, row in zip((3, 1, 2), rows, strict=True):
        form |= {f"q{row.pk}-place": place, f"q{row.pk}-section": section.pk, f"q{row.pk}-points": "2.5"}
    assert (
        "分值要大于 0" in client.post(at("paper_edit", draft.pk), form | {f"q{rows[0].pk}-points": 0}).content.decode()
    )
    client.post(at("paper_edit", draft.pk), form | {f"q{rows[2].pk}-remove": "on"})
    assert list(draft.questions.order_by("position").values_list("version", "points")) == [
        (versions[1], 2.5),
        (versions[0], 2.5),
    ]
    shown = body(client, "paper_preview", draft.pk)
    assert "容易第 2 题" in shown and "五日" in shown and EXPLANATION_CANARY not in shown
    client.post(at("paper_submit", draft.pk))
    client.post(at("officer_paper", draft.pk))
    assert PaperVersion.objects.get().state == "frozen"  # not by oneself
    assert client.get(at("paper_edit", draft.pk)).status_code == 404  # frozen
    client = sign_in(cast.officer_b)
    client.post(at("officer_paper", draft.pk))
    version = PaperVersion.objects.get()
    assert (version.state, version.full_marks, version.checked_for) == ("published", 5, timezone.localdate())
    assert "一季度卷（改）" in body(client, "papers")
    assert started(cast.learner, open_now(cast, version=version)).attempt["questions"][0]["points"] == 2.5


def test_what_may_not_be_examined_is_named_and_blocks_the_submission(cast, sign_in):
    paper = draft_paper(cast, 1)
    draft, tomorrow = paper.versions.get(), timezone.localdate() + timedelta(days=1)
    bad = [
        approved(cast, **single("明天过期", pool="exam", valid_to=timezone.localdate())),
        approved(cast, **single("只供练习", pool="practice")),
        approved(cast, **single("互斥一", pool="exam", exclusion_group="期限")),
        approved(cast, **single("互斥二", pool="exam", exclusion_group="期限")),
    ]
    section = draft.sections.get()
    for place, question in enumerate(bad, start=2):
        draft.questions.create(section=section, version=question.current_version, points=2, position=place)
    with pytest.raises(ValidationError) as refused:
        submit_paper(version=draft, by=cast.officer, day=tomorrow)
    said = refused.value.messages
    assert len(said) == 3 and "考试当天不在有效期" in said[0] and "只供练习" in said[1]
    assert said[2] == "与第 4 题同属互斥组“期限”，一份卷只能留一题。"
    shown = body(sign_in(cast.officer), "paper_edit", draft.pk)
    assert "一份卷只能留一题" in shown and "提交签发？" in shown and 'data-open="submit"' not in shown


def test_one_draw_from_a_blueprint_fills_a_draft_with_its_sections_and_points(cast, sign_in):
    stock(cast)
    row = blueprint_of(cast)
    made = draw_fixed_paper(blueprint=row, title="抽的卷", by=cast.officer, seed=7)
    again = draw_fixed_paper(blueprint=row, title="再抽", by=cast.officer, seed=7)
    first, second = (list(each.versions.get().questions.values_list("version", "points")) for each in (made, again))
    assert first == second and [points for _version, points in first] == [2, 2, 2, 4, 4]
    assert made.versions.get().sections.get().instructions == "每题只有一个正确答案。"
    sign_in(cast.officer).post(at("paper_new"), {"title": "页面抽的", "blueprint": row.pk})
    assert Paper.objects.get(title="页面抽的").versions.get().questions.count() == 5
    stripped = blueprint_of(cast, ((EASY, 60, 1),))
    answer = sign_in(cast.officer).post(at("paper_new"), {"title": "抽不出", "blueprint": stripped.pk})
    assert "不够这张细目表抽一份卷" in answer.content.decode()


def test_who_signs_reads_every_question_beside_its_key_whatever_the_kind(cast, sign_in):
    kinds = {
        kind: approved(cast, kind=kind, content=content, key=key) for kind, (content, key, _value) in IN_USE.items()
    }
    questions = [(question.current_version, 2) for question in kinds.values()]
    paper = create_fixed_paper(title="各题型", node=cast.hall, by=cast.officer, questions=questions)
    version = submit_paper(version=paper.versions.get(), by=cast.officer)
    cards = body(sign_in(cast.officer_b), "officer_paper", version.pk).split('<li class="card">')[1:]
    for card, (kind, (content, key, _value)) in zip(cards, IN_USE.items(), strict=True):
        lines = get(kind).key_lines(content, key)
        if "options" in content:
            assert [name in key["correct"] for name in "ABCD"] == ["正确" in line for line in card.split("<li>")[1:5]]
        else:
            assert lines and all(f"<li>{escape(line)}</li>" in card for line in lines), kind
    assert "来电时间：17:10" in cards[list(IN_USE).index("case_study")]  # the documents of the case beside it


def test_a_paper_given_back_is_changed_and_submitted_again_and_nobody_sits_it_meanwhile(cast, sign_in):
    paper = draft_paper(cast, 2)
    version = submit_paper(version=paper.versions.get(), by=cast.officer)
    sitting = open_now(cast, version=version)
    sign_in(cast.officer_b).post(at("paper_return", version.pk), {"reason": "第 2 题有争议"})
    assert PaperVersion.objects.get().payload is None
    assert Desk(cast.learner).call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_ready"
    version.refresh_from_db()
    version.questions.last().delete()
    submit_paper(version=version, by=cast.officer)
    sign_paper(paper=paper, by=cast.officer_b)
    assert len(started(cast.learner, sitting).attempt["questions"]) == 1
    assert "退回" not in body(sign_in(cast.officer), "officer_paper", version.pk)


def test_a_new_version_takes_the_questions_now_in_force_and_the_old_one_serves_those_who_have_it(cast, sign_in):
    paper = draft_paper(cast, 2)
    old = submit_paper(version=paper.versions.get(), by=cast.officer)
    with pytest.raises(ExamProblem) as refused:
        start_paper_version(paper=paper, by=cast.officer)
    assert refused.value.code == "version_waiting"
    sign_paper(paper=paper, by=cast.officer_b)
    sitting = open_now(cast, version=old)
    sign_in(cast.officer).post(at("paper_next", old.pk))
    new = paper.versions.get(number=2)
    assert list(new.questions.values_list("version", flat=True)) == list(
        old.questions.values_list("version", flat=True)
    )
    submit_paper(version=new, by=cast.officer)
    sign_paper(paper=paper, by=cast.officer_b)
    old.refresh_from_db()
    assert old.state == "retired" and started(cast.learner, sitting).row().paper_version == old


def test_another_halls_officer_finds_no_paper(cast, sign_in):
    version = draft_paper(cast, 1).versions.get()
    for person in (cast.stranger_trainer, cast.learner, cast.manager):
        client = sign_in(person)
        for name in ("officer_paper", "paper_edit", "paper_choose", "paper_preview"):
            assert client.get(at(name, version.pk)).status_code == 404
        for name in ("paper_edit", "paper_choose", "paper_submit", "paper_return", "paper_next", "officer_paper"):
            assert client.post(at(name, version.pk), {"section": 1}).status_code == 404
    assert "月度考核试卷" not in body(sign_in(cast.stranger_trainer), "papers")
