"""A service item changes: whoever wrote questions on it hears at once, and the questions stay out of use."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.clock import local_date
from foundation.models import Notice, OutboxMessage
from foundation.registries import tasks
from question_bank.models import QuestionVersion
from question_bank.services.reapprove_question import reapprove_question
from question_bank.services.submit_for_review import submit_for_review
from question_bank.services.tell_owners_of_change import sweep_changes
from service_items.services.mark_changed import mark_changed
from tests.question_bank.bank_stories import approved, make_item, single, write


def change(severity="substantive", days=7):
    effective = local_date() + timedelta(days=days)
    return mark_changed(item=make_item(), severity=severity, effective_on=effective, by=None, cause_key="P01")


def test_authors_are_told_before_it_takes_effect(cast, deliver):
    approved(cast, **single(service_items=[make_item()]))
    change()
    deliver()
    notice = Notice.objects.get(person=cast.trainer, key__startswith="questions-stale")
    assert "1 道题" in notice.title and "I04" in notice.url


def test_a_lost_message_costs_delay_only(cast, deliver):
    approved(cast, **single(service_items=[make_item()]))
    change()
    OutboxMessage.objects.all().delete()
    sweep_changes()
    sweep_changes()
    assert Notice.objects.filter(person=cast.trainer, key__startswith="questions-stale").count() == 1


def test_an_editorial_change_tells_nobody_and_stales_nothing(cast, deliver):
    approved(cast, **single(service_items=[make_item()]))
    change("editorial", days=0)
    deliver()
    assert not Notice.objects.filter(key__startswith="questions-stale").exists()
    assert QuestionVersion.objects.usable_on(local_date()).count() == 1


def test_stale_from_the_effective_day_until_approved_again(cast):
    question = approved(cast, **single(service_items=[make_item()]))
    change(days=7)
    assert QuestionVersion.objects.usable_on(local_date() + timedelta(days=6)).exists()
    assert not QuestionVersion.objects.usable_on(local_date() + timedelta(days=7)).exists()
    reapprove_question(question=question, by=cast.reviewer)
    assert QuestionVersion.objects.usable_on(local_date() + timedelta(days=7)).get().number == 2


def test_what_was_approved_after_the_announcement_is_fresh(cast):
    change(days=0)
    approved(cast, **single(service_items=[make_item()]))
    assert QuestionVersion.objects.usable_on(local_date()).count() == 1


@pytest.mark.parametrize("person", ["reviewer", "trainer", "stranger_trainer"])
def test_reviewers_and_authors_have_their_tasks(cast, person):
    submit_for_review(question=write(cast, **single()), by=cast.trainer)
    returned = write(cast, **single(stem="退回的"))
    returned.draft.state = "returned"
    returned.draft.save()
    kinds = {task.kind for task in tasks.tasks_of(getattr(cast, person), timezone.now())} & {"审题", "出题"}
    assert kinds == {"reviewer": {"审题"}, "trainer": {"出题"}, "stranger_trainer": set()}[person]
