"""A learner finishes a course lesson by lesson: by proofs, never by time."""

from courses.models import Completion, LessonCompletion
from courses.selectors import course_completions, progress_of
from courses.services.sweep_completions import sweep_completions
from tests.courses.library import answer, make_course, make_lesson


def test_a_lesson_is_done_when_its_check_is_passed_and_the_course_when_its_lessons_are(cast, deliver):
    course = make_course(cast)
    answer(course.first.check_set, cast.learner)
    deliver()
    (progress,) = progress_of(cast.learner)
    assert (progress.done_count, progress.total, progress.whole) == (1, 2, False)
    assert progress.next_lesson["key"] == course.second.key

    answer(course.second.check_set, cast.learner)
    deliver()
    completion = course_completions([cast.learner]).get()
    assert (completion.course_key, completion.how) == ("tolerance", Completion.How.LESSONS)
    assert completion.version.lesson_keys == [course.first.key, course.second.key]


def test_a_wrong_answer_completes_nothing(cast, deliver):
    course = make_course(cast)
    answer(course.first.check_set, cast.learner, right=False)
    deliver()
    assert not LessonCompletion.objects.exists()


def test_a_lost_message_costs_delay_but_no_completion(cast):
    course = make_course(cast)
    for lesson in course.lessons:
        answer(lesson.check_set, cast.learner)
    assert not Completion.objects.exists()  # nothing was delivered
    sweep_completions()
    assert Completion.objects.get().person == cast.learner
    sweep_completions()
    assert (LessonCompletion.objects.count(), Completion.objects.count()) == (2, 1)


def test_the_same_message_twice_completes_once(cast, deliver):
    course = make_course(cast)
    for lesson in course.lessons * 2:
        answer(lesson.check_set, cast.learner)
    deliver()
    assert (LessonCompletion.objects.count(), Completion.objects.count()) == (2, 1)


def test_a_lesson_added_later_makes_a_new_version_and_leaves_one_lesson_to_do(cast, deliver):
    course = make_course(cast)
    for lesson in course.lessons:
        answer(lesson.check_set, cast.learner)
    deliver()
    third = make_lesson(cast, course.page, "tolerance-three")
    (progress,) = progress_of(cast.learner)
    assert (progress.done_count, progress.total) == (2, 3)
    answer(third.check_set, cast.learner)
    deliver()
    numbers = [one.version.number for one in course_completions([cast.learner]).order_by("version__number")]
    assert len(numbers) == 2 and numbers[0] < numbers[1]


def test_nothing_about_hours_or_dwell_time_is_stored():
    names = {field.name for model in (LessonCompletion, Completion) for field in model._meta.get_fields()}
    assert not {name for name in names if any(word in name for word in ("hour", "second", "duration", "spent", "seen"))}
