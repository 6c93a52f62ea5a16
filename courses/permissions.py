"""Whom courses lead to a check."""

from courses.models import CoursePage, LessonPage
from courses.selectors import open_courses
from foundation.models import User
from organisation.scoped_pages import may_read
from question_bank.models import Check


def may_test_out(course: CoursePage, person: User) -> bool:
    """Whether the person has passed the pre-test of a course that has a final check."""
    passed = person.check_results.filter(check_set=course.pre_test_id, passed=True)
    return bool(course.pre_test_id and course.final_check_id and passed.exists())


def leads_to(person: User, check: Check) -> bool:
    """Whether a live lesson or course that the person may read asks this check; a final check only after the pre-test."""
    courses = open_courses(person)
    if check.kind == Check.Kind.PRE_TEST:
        return courses.filter(pre_test=check).exists()
    if check.kind == Check.Kind.FINAL:
        return any(may_test_out(course, person) for course in courses.filter(final_check=check))
    if check.kind != Check.Kind.LESSON:
        return False
    lessons = LessonPage.objects.live().filter(check_set=check)
    return any(course.live and may_read(person, course.node) for course in (lesson.course() for lesson in lessons))
