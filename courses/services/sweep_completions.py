"""Find the proofs that no receiver has seen yet."""

from django.db.models import Exists, OuterRef, Q

from courses.models import CoursePage, LessonCompletion
from courses.services.note_passed_check import note_passed_check
from courses.services.settle_course import settle_course
from foundation.models import User
from question_bank.models import CheckResult


def sweep_completions() -> int:
    """Do what lost messages would have done; how many proofs were worked through. May run any number of times."""
    worked = 0
    done = LessonCompletion.objects.filter(person=OuterRef("person"), lesson_key=OuterRef("check_set__lessons__key"))
    unseen = CheckResult.objects.filter(passed=True, check_set__lessons__live=True).exclude(Exists(done)).distinct()
    for result in unseen.select_related("person").order_by("at").iterator(chunk_size=500):
        note_passed_check(result=result)
        worked += 1
    for course in CoursePage.objects.live():
        proofs = Q(lesson_completions__course_key=course.key)
        if course.final_check_id:
            proofs |= Q(check_results__check_set=course.final_check_id, check_results__passed=True)
        finished = Q(course_completions__course_key=course.key)
        for person in User.objects.filter(proofs).exclude(finished).distinct():
            worked += settle_course(person=person, course=course) is not None
    return worked
