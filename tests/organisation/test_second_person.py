"""Nobody puts live what they themselves wrote last, neither from the editor nor in the review."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.models import LessonPage
from foundation.models import Notice
from organisation.second_person import wrote_last
from service_items.models import ServiceItem, ServiceItemVersion
from tests.courses.library import make_course
from tests.service_items.catalogue import address, editor_data, make_item

GOAL = "学完能分清两种材料。"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def writes(person, lesson, goal: str, **pressed) -> LessonPage:
    """The lesson after `saves`."""
    saves(person, lesson, goal, **pressed)
    return LessonPage.objects.get(pk=lesson.pk)


def saves(person, lesson, goal: str, **pressed) -> str:
    """The lesson's editor, saved or with a button pressed; the page that follows."""
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    data = {
        "title": lesson.title, "slug": lesson.slug, "key": lesson.key, "goal": goal, "minutes": 4, "checked_on": "",
        **nested_form_data({"body": streamfield([])}), **pressed,
    }  # fmt: skip
    answer = signed_in(person).post(edit, data, follow=True)
    assert answer.redirect_chain
    return answer.content.decode()


@pytest.fixture
def lesson(cast) -> LessonPage:
    return LessonPage.objects.get(pk=make_course(cast).first.pk)


PUBLISH = {"action-publish": "1"}


def test_a_reviewer_publishes_the_trainers_lesson_as_it_stands_and_keeps_her_own_as_a_draft(cast, lesson, settings):
    assert writes(cast.reviewer, lesson, "她自己写的", **PUBLISH).goal != "她自己写的"
    page = signed_in(cast.reviewer).get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "她自己写的" in page and 'name="action-publish"' not in page, "kept, and the button is gone"
    writes(cast.trainer, lesson, "她自己写的")
    assert wrote_last(cast.reviewer, lesson), "saved again by another, it still is her text"
    writes(cast.trainer, lesson, GOAL)
    assert writes(cast.reviewer, lesson, GOAL, **PUBLISH).goal == GOAL, "pressing the button changes nothing"
    assert writes(cast.admin, lesson, "管理员也一样", **PUBLISH).goal == GOAL
    settings.SABOTAGE = frozenset({"no-self-approval"})
    assert writes(cast.reviewer, lesson, "规则拆掉了", **PUBLISH).goal == "规则拆掉了"


def test_a_new_lesson_of_an_administrator_is_not_live_before_somebody_else_has_seen_it(cast, lesson):
    add = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", lesson.get_parent().pk])
    data = {
        "title": "第三课", "slug": "third", "key": "third", "goal": GOAL, "minutes": 4, "checked_on": "",
        **nested_form_data({"body": streamfield([])}), **PUBLISH,
    }  # fmt: skip
    signed_in(cast.admin).post(add, data)
    assert not LessonPage.objects.get(key="third").live


def test_who_changes_a_text_while_approving_it_has_not_approved_it(cast, lesson):
    lesson = writes(cast.trainer, lesson, GOAL, **{"action-submit": "1"})
    state = lesson.current_workflow_state.current_task_state
    task = state.task.specific
    assert "approve" in {action[0] for action in task.get_actions(lesson, cast.reviewer)}
    approve = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    told = saves(cast.reviewer, lesson, "顺手改了", **approve)
    assert "没有批准：批准时文字有改动" in told and 'value="顺手改了"' in told, "she goes on in the editor"
    assert LessonPage.objects.get(pk=lesson.pk).goal not in (GOAL, "顺手改了")
    assert Notice.objects.get(person=cast.reviewer).title == f"没有批准：{lesson.draft_title}"
    task.on_action(state, cast.reviewer, "approve")
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert "approve" not in {action[0] for action in task.get_actions(lesson, cast.reviewer)}
    writes(cast.reviewer, lesson, GOAL)
    assert writes(cast.reviewer, lesson, GOAL, **approve).goal == GOAL, (
        "put back as the trainer wrote it, it may go live"
    )


def test_a_service_item_is_published_by_another_than_who_changed_it(cast, settings):
    item = make_item(node=cast.hall)
    client = signed_in(cast.reviewer)
    data = editor_data(client, item, **{"limits-0-value-text": "承诺 10 个工作日"})
    ask = client.post(address("edit", item.pk), data | PUBLISH).url
    said = {"severity": "editorial", "effective_on": ServiceItemVersion.objects.get().effective_on.isoformat()}
    assert "您自己改的" in client.post(ask, said).content.decode() and ServiceItemVersion.objects.count() == 1
    assert wrote_last(cast.reviewer, ServiceItem.objects.get(pk=item.pk))
    settings.SABOTAGE = frozenset({"no-self-approval"})
    assert client.post(ask, said).status_code == 302 and ServiceItemVersion.objects.count() == 2
