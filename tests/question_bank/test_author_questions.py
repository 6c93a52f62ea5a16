"""A trainer writes questions in the admin, a reviewer approves or returns them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.clock import local_date
from foundation.models import Notice
from question_bank.models import Question, QuestionDraft
from question_bank.permissions import questions_of
from service_items.models import ServiceRule
from service_items.services.mark_changed import mark_changed
from tests.question_bank.bank_stories import (
    EXPLANATION_CANARY,
    NOTES_CANARY,
    approve,
    approved,
    make_bank,
    make_item,
    single,
    write,
)


def admin(name, *args):
    return reverse(f"question_admin:{name}", args=args)


def new_question(client, cast, kind="single_choice"):
    client.post(admin("new"), {"bank": make_bank(cast).pk, "kind": kind})
    return Question.objects.latest("pk")


def typed(**more):
    """What the editor posts for a sound single-choice question."""
    return {
        "k-stem": "容缺受理须由谁签字？",
        "k-option-0-text": "申请人",
        "k-option-1-text": "窗口主任",
        "k-option-2-text": "",
        "k-correct": "0",
        "explanation": "承诺由申请人签。",
        "clause": "第九条",
        "points": "2",
        "cognitive_level": "apply",
        "difficulty": "2",
        "pool": "both",
        **more,
    }


def test_write_submit_return_mend_approve(cast, sign_in):
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    response = client.post(admin("edit", question.pk), typed(action="submit"))
    assert response["Location"] == admin("detail", question.pk)
    draft = QuestionDraft.objects.get(question=question)
    assert draft.state == "in_review" and draft.content["options"] == [
        {"id": "A", "text": "申请人"},
        {"id": "B", "text": "窗口主任"},
    ]
    assert draft.key_row.key == {"correct": ["A"]} and draft.clause == "第九条" and draft.points == 2

    client = sign_in(cast.reviewer)
    assert "容缺受理须由谁签字" in client.get(admin("review")).content.decode()
    client.post(admin("act", question.pk, "return"), {"note": "选项太少"})
    assert Notice.objects.get(person=cast.trainer).body == "选项太少"

    client = sign_in(cast.trainer)
    assert "选项太少" in client.get(admin("edit", question.pk)).content.decode()
    client.post(admin("edit", question.pk), typed(**{"k-option-2-text": "首席代表", "action": "submit"}))
    client = sign_in(cast.reviewer)
    client.post(admin("act", question.pk, "approve"))
    question.refresh_from_db()
    assert question.current_version.number == 1 and len(question.current_version.content["options"]) == 3


def test_save_and_next_opens_an_empty_draft_described_alike(cast, sign_in):
    rule = ServiceRule.objects.create(code="R04", name="容缺受理")
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    response = client.post(admin("edit", question.pk), typed(rules=[rule.pk], action="save_next"))
    following = Question.objects.latest("pk")
    assert following != question and response["Location"] == admin("edit", following.pk)
    assert following.draft.content == {"stem": ""} and list(following.draft.rules.all()) == [rule]
    assert following.draft.cognitive_level == "apply"


def test_handing_in_an_unfinished_question_saves_it_and_says_what_is_missing(cast, sign_in):
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    page = client.post(admin("edit", question.pk), typed(**{"k-correct": "", "action": "submit"})).content.decode()
    assert "请选定一个正确选项" in page
    assert QuestionDraft.objects.get(question=question).content["stem"] == "容缺受理须由谁签字？"


def test_what_is_typed_is_kept_and_a_second_hand_is_not_overwritten(cast, sign_in):
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    seen = question.draft.saved_at.isoformat()
    first = client.post(admin("autosave", question.pk), typed(seen=seen))
    assert first.status_code == 200 and first.json()["seen"] != seen
    second = client.post(admin("autosave", question.pk), typed(seen=seen, **{"k-stem": "别的"}))
    assert second.status_code == 409
    assert QuestionDraft.objects.get(question=question).content["stem"] == "容缺受理须由谁签字？"


def test_an_invalid_field_is_named_with_its_reason(cast, sign_in):
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    answer = client.post(admin("autosave", question.pk), typed(valid_from="2026-02-01", valid_to="2026-01-01"))
    assert answer.status_code == 422 and "有效期止不能早于有效期起" in answer.json()["error"]


def test_near_duplicates_show_while_writing(cast, sign_in):
    twin = approved(cast, **single(stem="材料不齐，最迟几日内一次性告知？"))
    client = sign_in(cast.trainer)
    question = new_question(client, cast)
    posted = typed(
        **{
            "k-stem": "材料不齐,最迟几日内一次告知",
            "k-option-0-text": "三日",
            "k-option-1-text": "五日",
            "k-option-2-text": "十日",
        }
    )
    found = client.post(admin("autosave", question.pk), posted).json()["twins"]
    assert [each["code"] for each in found] == [twin.code] and found[0]["percent"] >= 75


KIND_FORMS = {
    "multiple_choice": {"k-option-0-text": "甲", "k-option-1-text": "乙", "k-option-2-text": "丙", "k-correct": ["0", "1"]},
    "true_false": {"k-correct": "false"},
    "fill_in": {"k-stem": "____日内告知", "k-blank-0-answers": "5 / 五", "k-blank-0-value": "5", "k-blank-0-unit": "日"},
    "ordering": {"k-entries": "收件\n核验\n出证"},
    "matching": {"k-pairs": "满1年 = 12个月\n满5年 = 18个月", "k-extra_rights": "36个月"},
    "short_answer": {"k-marking_points": "说清期限 = 2\n说清渠道 = 3"},
    "essay": {"k-marking_points": "观点 = 6\n例证 = 4", "k-max_length": "1500"},
    "document_check": {
        "k-document-0-name": "身份证", "k-document-0-face": "姓名：许桂香\n有效期：长期", "k-document-0-truth": "ok",
        "k-document-1-name": "账户", "k-document-1-face": "未激活", "k-document-1-truth": "missing_minor",
        "k-decision_options": "受理\n容缺受理", "k-decision": "容缺受理",
    },
    "case_study": {
        "k-document-0-name": "登记单", "k-document-0-face": "来电 17:10",
        "k-sub-0-kind": "true_false", "k-sub-0-stem": "要本人到场？", "k-sub-0-correct": "false", "k-sub-0-points": "3",
        "k-sub-1-kind": "short_answer", "k-sub-1-stem": "怎么说？", "k-sub-1-marking_points": "网上可办 = 4",
        "k-sub-1-points": "4", "k-sub-1-explanation": "先肯定能办",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", KIND_FORMS)
def test_every_kind_can_be_written_handed_in_and_opened_again(cast, sign_in, kind):
    client = sign_in(cast.trainer)
    question = new_question(client, cast, kind)
    common = {key: value for key, value in typed().items() if not key.startswith("k-option") and key != "k-correct"}
    response = client.post(admin("edit", question.pk), {**common, **KIND_FORMS[kind], "action": "submit"})
    assert response.status_code == 302, re.findall("<li>(.*?)</li>", response.content.decode())
    before = QuestionDraft.objects.get(question=question)
    content, key = before.content, before.key_row.key
    client.post(admin("act", question.pk, "withdraw"))
    page = client.get(admin("edit", question.pk)).content.decode()
    again = fields_of(page)
    client.post(admin("edit", question.pk), {**again, "action": "save"})
    after = QuestionDraft.objects.get(question=question)
    assert (after.content, after.key_row.key) == (content, key)
    assert client.get(reverse("question_bank:preview", args=[question.pk])).status_code == 200
    assert client.get(reverse("question_bank:preview", args=[question.pk]) + "?key=1").status_code == 200


def fields_of(page: str) -> dict:
    """What a browser would send back from the editor."""
    form = page[page.index('id="editor"') : page.index("</form>", page.index('id="editor"'))]
    sent: dict = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, kind = re.search(r'name="([^"]+)"', tag)[1], re.search(r'type="([^"]+)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        if kind not in ("radio", "checkbox") or " checked" in tag:
            sent.setdefault(name, []).append(value[1] if value else "")
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        sent[name] = [chosen[1] if chosen else re.search(r'value="([^"]*)"', body)[1]]
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        sent[name] = [body]
    return sent


def test_editing_an_approved_question_leaves_the_version_in_force(cast, sign_in):
    question = approved(cast, **single())
    first = question.current_version
    client = sign_in(cast.trainer)
    client.post(admin("act", question.pk, "edit"))
    client.post(admin("edit", question.pk), typed(action="submit"))
    question.refresh_from_db()
    assert question.current_version == first
    client = sign_in(cast.reviewer)
    page = client.get(admin("compare", question.pk) + "?a=1&b=0").content.decode()
    assert "<ins>" in page and "<del>" in page
    client.post(admin("act", question.pk, "approve"))
    question.refresh_from_db()
    assert question.current_version.number == 2
    first.refresh_from_db()
    assert first.content["stem"] == "申请材料不齐，最迟几日内一次告知？"


def test_retired_questions_leave_draws_and_keep_the_reason(cast, sign_in):
    question = approved(cast)
    client = sign_in(cast.trainer)
    client.post(admin("act", question.pk, "retire"), {"reason": ""})
    question.refresh_from_db()
    assert question.retired_at is None
    client.post(admin("act", question.pk, "retire"), {"reason": "依据已废止"})
    question.refresh_from_db()
    assert question.retired_reason == "依据已废止"
    assert not type(question.current_version).objects.usable_on(local_date()).exists()


def test_bulk_tagging_makes_drafts_of_what_is_in_force(cast, sign_in):
    rule = ServiceRule.objects.create(code="R02", name="一次性告知")
    question = approved(cast)
    client = sign_in(cast.trainer)
    client.post(admin("tag"), {"questions": [question.pk], "rule": "R02", "difficulty": "3"})
    draft = QuestionDraft.objects.get(question=question)
    assert (draft.difficulty, list(draft.rules.all())) == (3, [rule])
    assert question.current_version.difficulty == 2


def test_a_stale_question_is_reapproved_against_the_new_version(cast, sign_in):
    question = approved(cast, **single(service_items=[make_item()]))
    mark_changed(item=make_item(), severity="substantive", effective_on=local_date(), by=None, cause_key="P01",
                 summary="期限改为五日")  # fmt: skip
    client = sign_in(cast.reviewer)
    assert question.code in client.get(admin("index") + "?state=stale").content.decode()
    assert "期限改为五日" in client.get(admin("detail", question.pk)).content.decode()
    client.post(admin("act", question.pk, "reapprove"))
    question.refresh_from_db()
    assert question.current_version.number == 2 and question.current_version.approved_at <= timezone.now()
    assert question.code not in client.get(admin("index") + "?state=stale").content.decode()


def test_the_list_is_searched_and_filtered_in_a_constant_number_of_queries(
    cast, sign_in, django_assert_max_num_queries
):
    for place in range(3):
        approved(cast, **single(stem=f"容缺受理第 {place} 问", service_items=[make_item()]))
    write(cast, **single(stem="还在写的容缺"))
    client = sign_in(cast.trainer)
    client.get(admin("index"))
    with django_assert_max_num_queries(40) as few:
        client.get(admin("index"))
    for place in range(12):
        approved(cast, **single(stem=f"别的第 {place} 问", service_items=[make_item("I05")]))
        write(cast, **single(stem=f"别的草稿 {place}"))
    with django_assert_max_num_queries(len(few)):
        client.get(admin("index"))
    page = client.get(admin("index") + "?q=容缺&item=I04&kind=single_choice&state=in_force").content.decode()
    assert "<b>3 题</b>" in page
    assert "<b>4 题</b>" in client.get(admin("index") + "?q=容缺").content.decode()


ADMIN_PAGES = ("detail", "edit", "compare")
DEEDS = ("edit", "copy", "submit", "withdraw", "discard", "approve", "return", "reapprove", "retire")


def test_a_trainer_of_another_unit_finds_nothing(cast, sign_in):
    ours, draft = approved(cast), write(cast)
    client = sign_in(cast.stranger_trainer)
    for question in (ours, draft):
        for name in ADMIN_PAGES:
            assert client.get(admin(name, question.pk) + "?a=1&b=1").status_code == 404
        assert client.get(reverse("question_bank:preview", args=[question.pk]) + "?key=1").status_code == 404
        for name in ("autosave", "picture"):
            assert client.post(admin(name, question.pk), typed()).status_code == 404
        for deed in DEEDS:
            assert client.post(admin("act", question.pk, deed), {"note": "x", "reason": "x"}).status_code == 404
    for name in ("index", "review"):
        page = client.get(admin(name)).content.decode()
        assert ours.code not in page and ours.stem not in page
    client.post(admin("tag"), {"questions": [ours.pk], "difficulty": "3"})
    assert not QuestionDraft.objects.filter(question=ours).exists()
    assert not questions_of(cast.stranger_trainer).exists()


def test_window_staff_and_officers_have_no_way_in(cast, sign_in):
    question = approved(cast)
    for person in (cast.learner, cast.officer):
        client = sign_in(person)
        for address in (admin("index"), admin("new"), admin("review"), admin("detail", question.pk)):
            assert client.get(address).status_code in (302, 404)
        assert client.get(reverse("question_bank:preview", args=[question.pk])).status_code == 404


def test_a_reviewer_may_not_write_and_a_trainer_may_not_approve(cast, sign_in):
    question = write(cast)
    assert sign_in(cast.reviewer).get(admin("edit", question.pk)).status_code == 404
    assert sign_in(cast.trainer).post(admin("act", question.pk, "approve")).status_code == 404


def test_the_candidates_preview_holds_no_key(cast, sign_in):
    question = approve(cast, write(cast, **single()))
    page = sign_in(cast.trainer).get(reverse("question_bank:preview", args=[question.pk])).content.decode()
    assert EXPLANATION_CANARY not in page and NOTES_CANARY not in page and "opt--right" not in page
