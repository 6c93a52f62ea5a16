"""What trainers do in the admin's shell beside writing pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage
from question_bank.models import Check
from question_bank.views.page_check import page_check

COURSE_CHECKS = {
    "pre-test": ("pre_test", Check.Kind.PRE_TEST),
    "final-check": ("final_check", Check.Kind.FINAL),
}


def lesson_check(request: HttpRequest, page_id: int) -> HttpResponse:
    """The judgements at the end of a lesson."""
    lesson = get_object_or_404(LessonPage, pk=page_id)
    codes = [item.code for item in lesson.service_items.all()]
    return page_check(request, lesson, field="check_set", kind=Check.Kind.LESSON, heading=_("课末判断"), codes=codes)


def course_check(request: HttpRequest, page_id: int, which: str) -> HttpResponse:
    """The pre-test or the final check of a course."""
    if which not in COURSE_CHECKS:
        raise Http404
    field, kind = COURSE_CHECKS[which]
    course = get_object_or_404(CoursePage, pk=page_id)
    return page_check(request, course, field=field, kind=kind, heading=str(kind.label))
