"""先测后学: who can do it already need not sit through the lessons."""

from courses.models import Completion
from courses.selectors import progress_of
from question_bank.models import CheckResult
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


def test_knowing_a_checks_number_opens_nothing(cast, sign_in, deliver):
    """A check is taken where a page leads to it: not another hall's, not a final check that is not yet open."""
    course = make_course(cast)
    lesson, final = (f"/questions/checks/{pk}/" for pk in (course.first.check_set_id, course.page.final_check_id))
    stranger = sign_in(cast.stranger)
    for address in (lesson, final):
        assert stranger.get(address).status_code == stranger.post(address, {}).status_code == 404
    client = sign_in(cast.learner)
    assert client.get(lesson).status_code == 200
    assert client.post(final, {}).status_code == 404
    answer(course.page.pre_test, cast.learner)
    assert client.get(final).status_code == 200
    assert not CheckResult.objects.exclude(check_set=course.page.pre_test).exists()
    course.page.unpublish()
    assert (
        client.get(final).status_code == client.get(f"/questions/checks/{course.page.pre_test_id}/").status_code == 404
    )


def test_without_the_doors_a_number_would_be_enough(cast, sign_in, settings):
    """The mutant: this is what the doors are for."""
    settings.SABOTAGE = frozenset({"check-doors"})
    course = make_course(cast)
    assert sign_in(cast.stranger).get(f"/questions/checks/{course.page.final_check_id}/").status_code == 200
