"""A policy is published: what depended on the old rule goes stale from the day it takes effect."""

from datetime import timedelta

from foundation.clock import local_date
from foundation.models import Notice
from foundation.page_tree import publish_page
from policies.models import PolicyPage, PolicyVersion
from policies.services.announce_policy import announce_policy
from policies.services.sweep_acknowledgements import sweep_acknowledgements
from question_bank.models import QuestionVersion
from question_bank.selectors import check_questions
from service_items.models import ServiceItemChange
from tests.courses.library import make_course
from tests.policies.library import CLAUSE, draft_policy, publish


def test_questions_leave_draws_and_lessons_warn_from_the_effective_day(cast, sign_in):
    course = make_course(cast)
    lesson_question = course.first.check_set.entries.get().question
    publish(cast, draft_policy(cast))
    today, effective = local_date(), local_date() + timedelta(days=7)
    usable = QuestionVersion.objects.filter(question=lesson_question)
    assert usable.usable_on(today).exists() and usable.usable_on(effective - timedelta(days=1)).exists()
    assert not usable.usable_on(effective).exists()

    page = sign_in(cast.learner).get("/courses/tolerance/tolerance-one/").content.decode()
    assert "起换新口径，在此之前按本课办" in page and "三档调高，在领的自动调。" in page


def test_the_proof_of_the_policy_itself_stays_answerable_after_that_day(cast):
    draft = draft_policy(cast)
    publish(cast, draft)
    assert check_questions(draft.check, local_date() + timedelta(days=30))


def test_a_draft_changes_nothing(cast):
    draft_policy(cast)
    assert not ServiceItemChange.objects.exists() and not PolicyVersion.objects.exists()


def test_publishing_twice_announces_once(cast):
    draft = draft_policy(cast)
    page = publish(cast, draft)
    publish_page(page=page, by=cast.reviewer)
    announce_policy(policy=page, by=cast.reviewer)
    assert ServiceItemChange.objects.get().cause_key == "P03"
    assert PolicyVersion.objects.count() == 1
    assert Notice.objects.filter(person=cast.learner).count() == 1


def test_a_mended_word_in_the_body_asks_nobody_again_but_a_changed_clause_does(cast):
    page = publish(cast, draft_policy(cast))
    page.body = [{"type": "text", "value": "<p>补一句说明。</p>"}]
    page = publish_page(page=page, by=cast.reviewer)
    assert PolicyVersion.objects.count() == 1
    page.clauses = [{"type": "change", "value": {**CLAUSE, "new_text": "八十周岁以上每月一百三十元。"}}]
    publish_page(page=page, by=cast.reviewer)
    assert list(PolicyVersion.objects.values_list("number", flat=True)) == [1, 2]
    assert set(ServiceItemChange.objects.values_list("cause_key", flat=True)) == {"P03", "P03.v2"}


def test_only_the_audience_is_told(cast):
    publish(cast, draft_policy(cast))
    told = set(Notice.objects.values_list("person__username", flat=True))
    assert cast.learner.username in told and cast.stranger.username not in told


def test_a_publication_whose_announcement_was_lost_is_announced_by_the_sweep(cast):
    draft = draft_policy(cast)
    PolicyPage.objects.filter(pk=draft.page.pk).update(live=True)
    sweep_acknowledgements()
    assert ServiceItemChange.objects.get().item == draft.item
