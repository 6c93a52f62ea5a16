"""Give a person the completion that their proofs have earned."""

from datetime import datetime

from django.db import transaction

from courses.models import Completion, CoursePage, CourseVersion, LessonCompletion
from courses.selectors import finished_lesson_keys, latest_version, version_on
from courses.signals import course_completed
from foundation.facts import announce
from foundation.models import User
from question_bank.models import CheckResult


@transaction.atomic
def settle_course(*, person: User, course: CoursePage) -> Completion | None:
    """The completion that is due and was not yet recorded; None if nothing is. May run any number of times."""
    earned = _by_lessons(person, course) or _by_test_out(person, course)
    if earned is None:
        return None
    version, how, at = earned
    completion, created = Completion.objects.get_or_create(
        person=person, version=version, defaults={"course_key": course.key, "how": how, "completed_at": at}
    )
    if not created:
        return None
    announce(
        course_completed,
        key=f"completion-{completion.pk}",
        completion_id=completion.pk,
        person_id=person.pk,
        course_key=course.key,
    )
    return completion


def _covered(person: User, version: CourseVersion) -> bool:
    """Whether an earlier completion had every lesson of `version`: an edited text asks nobody to start again."""
    earlier = Completion.objects.filter(person=person, course_key=version.course_key).select_related("version")
    return any(set(version.lesson_keys) <= set(one.version.lesson_keys) for one in earlier)


def _by_lessons(person: User, course: CoursePage) -> tuple[CourseVersion, str, datetime] | None:
    version = latest_version(course.key)
    if version is None or _covered(person, version):
        return None
    last = LessonCompletion.objects.filter(person=person, course_key=course.key).order_by("-completed_at").first()
    if last is None or not set(version.lesson_keys) <= finished_lesson_keys(person, course.key):
        return None
    return version, Completion.How.LESSONS, last.completed_at


def _by_test_out(person: User, course: CoursePage) -> tuple[CourseVersion, str, datetime] | None:
    """Both proofs, the pre-test and then the final check, count for the version in force at the final check."""
    if not (course.pre_test_id and course.final_check_id):
        return None
    passed = CheckResult.objects.filter(person=person, passed=True)
    first_pre = passed.filter(check_set_id=course.pre_test_id).order_by("at").first()
    if first_pre is None:
        return None
    final = passed.filter(check_set_id=course.final_check_id, at__gte=first_pre.at).order_by("at").first()
    version = version_on(course.key, final.at) if final else None
    if version is None or _covered(person, version):
        return None
    return version, Completion.How.TEST_OUT, final.at
