"""Before a policy is published its author sees exactly what will be stale."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from foundation.page_tree import publish_page
from policies.models import PolicyPage, PolicyVersion
from question_bank.models import QuestionVersion
from tests.courses.library import make_course
from tests.policies.library import draft_policy


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_impact_page_lists_the_lessons_on_the_item_and_no_others(cast):
    make_course(cast)
    draft = draft_policy(cast)
    page = signed_in(cast.trainer).get(reverse("policy_admin:impact", args=[draft.page.pk])).content.decode()
    assert "课时 tolerance-one" in page and "课时 tolerance-two" not in page
    assert draft.page.effective_on.isoformat() in page
    assert "tolerance-one：少带一样次要材料" in page
    QuestionVersion.objects.update(pool="exam")  # a question that is kept for exams is named by its code alone
    page = signed_in(cast.trainer).get(reverse("policy_admin:impact", args=[draft.page.pk])).content.decode()
    assert "tolerance-one</a>" in page and "少带一样次要材料" not in page


def test_the_reviewer_publishes_from_there_and_the_trainer_cannot(cast):
    draft = draft_policy(cast)
    address = reverse("policy_admin:impact", args=[draft.page.pk])
    assert signed_in(cast.trainer).post(address).status_code == 404
    assert not PolicyVersion.objects.exists()
    seen = draft.page.latest_revision_id
    draft.page.title = "改过的标题"
    draft.page.save_revision(user=cast.trainer)
    again = signed_in(cast.reviewer).post(address, {"revision": seen}, follow=True).content.decode()
    assert "草稿刚被改过" in again and not PolicyVersion.objects.exists()
    seen = PolicyPage.objects.get().latest_revision_id
    assert f'name="revision" value="{seen}"' in again
    assert signed_in(cast.reviewer).post(address, {"revision": seen}).status_code == 302
    assert PolicyPage.objects.get().live and PolicyVersion.objects.get().title == "改过的标题"


def test_policies_are_not_published_by_the_handful(cast):
    page = draft_policy(cast).page
    for ticked in (page, page.get_parent()):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={ticked.pk}"
        answer = signed_in(cast.reviewer).post(address, {"include_descendants": "on"}, follow=True)
        assert not PolicyVersion.objects.exists() and not PolicyPage.objects.get().live, ticked
    assert answer.status_code in (200, 404)


def test_publishing_in_the_editor_leads_over_the_impact_page(cast, rf):
    from policies.views.author import shown_before

    draft = draft_policy(cast)
    request = rf.post("/")
    request.user = cast.reviewer
    request.session = {}
    request._messages = type("Messages", (), {"add": lambda *args, **kwargs: None})()
    assert shown_before(request, draft.page).url == reverse("policy_admin:impact", args=[draft.page.pk])


def test_another_halls_author_sees_neither_impact_nor_proof(cast):
    draft = draft_policy(cast)
    client = signed_in(cast.stranger_trainer)
    for name in ("impact", "proof"):
        assert client.get(reverse(f"policy_admin:{name}", args=[draft.page.pk])).status_code == 404


def test_a_proof_has_at_most_three_questions(cast):
    from tests.courses.library import make_question

    draft = draft_policy(cast)
    questions = [make_question(cast, f"proof-{number}", [draft.item]).pk for number in range(4)]
    address = reverse("policy_admin:proof", args=[draft.page.pk])
    page = signed_in(cast.trainer).post(address, {"questions": questions, "pass_count": 2}).content.decode()
    assert "最多选 3 题，现在选了 4 题" in page


def test_an_announced_effective_day_cannot_be_moved(cast):
    draft = draft_policy(cast)
    later = draft.page.effective_on + timedelta(days=3)
    assert draft.page.moved_day_problem(later) == ""  # a draft may still move
    page = publish_page(page=draft.page, by=cast.reviewer)
    assert "改期请另发一条政策" in page.moved_day_problem(later)
    assert page.moved_day_problem(page.effective_on) == ""
