"""先测后学: who can do it already need not sit through the lessons."""

from courses.models import Completion
from courses.selectors import progress_of
from tests.courses.library import answer, make_course


def test_pre_test_then_final_check_finishes_the_course(cast, deliver):
    course = make_course(cast)
    answer(course.page.pre_test, cast.learner)
    deliver()
    assert not Completion.objects.exists()
    answer(course.page.final_check, cast.learner)
    deliver()
    assert Completion.objects.get().how == Completion.How.TEST_OUT
    (progress,) = progress_of(cast.learner)
    assert progress.whole and progress.by_test_out


def test_the_final_check_alone_finishes_nothing(cast, deliver):
    course = make_course(cast)
    answer(course.page.final_check, cast.learner)
    deliver()
    assert not Completion.objects.exists()


def test_the_final_check_opens_only_after_the_pre_test(cast, sign_in):
    course = make_course(cast)
    client = sign_in(cast.learner)
    assert client.get("/learning/tolerance/final-check/").status_code == 404
    answer(course.page.pre_test, cast.learner)
    assert client.get("/learning/tolerance/final-check/").status_code == 200
