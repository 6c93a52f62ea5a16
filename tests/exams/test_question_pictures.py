"""Pictures of exam questions open for whoever has them in a paper, and the bank knows which papers hold a question."""

from question_bank.models import Question
from question_bank.permissions import may_see_media
from question_bank.uses import uses_of
from tests.exams.exam_stories import open_now, started


def test_only_who_sits_the_paper_sees_its_pictures(cast):
    sitting = open_now(cast)
    question = Question.objects.first()
    type(question.current_version).objects.filter(question=question).update(pool="exam")
    question = Question.objects.get(pk=question.pk)
    assert not may_see_media(cast.learner, question)
    started(cast.learner, sitting)
    assert may_see_media(cast.learner, question) and not may_see_media(cast.cover, question)


def test_the_bank_names_the_papers_that_hold_a_question(cast):
    open_now(cast)
    assert [(use.kind, use.version) for use in uses_of(Question.objects.first().pk)] == [("试卷", 1)]
