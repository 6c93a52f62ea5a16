"""A check was passed: what it completes."""

from django.db import transaction
from django.db.models import Q

from courses.models import CoursePage, LessonCompletion, LessonPage
from courses.services.settle_course import settle_course
from question_bank.models import CheckResult


@transaction.atomic
def note_passed_check(*, result: CheckResult) -> None:
    """Complete the lessons whose check this is, then settle their courses and those it lets the person test out of."""
    if not result.passed:
        return
    settled = {course.pk: course for course in CoursePage.objects.filter(
        Q(pre_test=result.check_set_id) | Q(final_check=result.check_set_id)
    )}  # fmt: skip
    for lesson in LessonPage.objects.live().filter(check_set=result.check_set_id):
        course = lesson.course()
        LessonCompletion.objects.get_or_create(
            person=result.person,
            lesson_key=lesson.key,
            defaults={"course_key": course.key, "result": result, "completed_at": result.at},
        )
        settled[course.pk] = course
    for course in settled.values():
        settle_course(person=result.person, course=course)
