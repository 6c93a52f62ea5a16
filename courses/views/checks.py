"""先测后学 and the small questions inside lessons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from courses.models import CoursePage
from courses.permissions import may_test_out
from courses.selectors import open_courses
from foundation.clock import local_date
from foundation.page_tree import page_url
from question_bank.keys import key_of
from question_bank.models import QuestionVersion
from question_bank.models.facets import Pool
from question_bank.question_types import get
from question_bank.selectors import check_questions, last_result
from question_bank.services.note_wrong_answer import note_wrong_answer


def pre_test(request: HttpRequest, key: str) -> HttpResponse:
    """The pre-test; who passes it may go on to the final check at once."""
    course = _course(request, key)
    return _show(request, course, course.pre_test, step="pre_test")


def final_check(request: HttpRequest, key: str) -> HttpResponse:
    """The final check, open to those who passed the pre-test."""
    course = _course(request, key)
    if not may_test_out(course, request.user):
        raise Http404
    return _show(request, course, course.final_check, step="final_check")


def _course(request: HttpRequest, key: str) -> CoursePage:
    return get_object_or_404(open_courses(request.user).select_related("pre_test", "final_check"), key=key)


def _show(request: HttpRequest, course: CoursePage, check, *, step: str) -> HttpResponse:
    if check is None:
        raise Http404
    result = None if request.GET.get("again") else last_result(check, request.user)
    context = {
        "course": course,
        "course_url": page_url(course),
        "check": check,
        "versions": [] if result else check_questions(check, local_date()),
        "result": result,
        "next": request.path,
        "step": step,
    }
    return render(request, "courses/test_out.html", context)


@require_POST
def self_check(request: HttpRequest, version_id: int) -> HttpResponse:
    """Whether the answer to a small question was right, and why. Nothing is kept but the wrong-answer notebook."""
    practice = QuestionVersion.objects.in_force().filter(pool__in=(Pool.PRACTICE, Pool.BOTH))
    version = get_object_or_404(practice.select_related("question"), pk=version_id)
    kind, key = get(version.kind), key_of(version.pk)
    value = kind.value_from_form(request.POST, f"self-{version.pk}-", version.content)
    if kind.value_problem(version.content, value):
        value = None
    right = kind.mark(version.content, key.key, value).right
    if not right:
        note_wrong_answer(person=request.user, question=version.question, origin="check")
    back = request.POST.get("next", "")
    context = {
        "version": version,
        "key": key,
        "value": value,
        "right": right,
        "back": back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/",
    }
    return render(request, "courses/self_check_result.html", context)
