"""What a learner sees: the index, a course, a lesson."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from courses.models import Completion, CoursePage, LessonPage
from courses.permissions import may_test_out
from courses.selectors import lesson_for, progress_of, with_standing
from foundation.clock import local_date
from foundation.models import User
from foundation.page_tree import page_url
from question_bank.selectors import check_questions, last_result
from service_items.blocks.service_item_card import items_by_code
from service_items.models import ServiceItem, ServiceItemChange, ServiceRule
from service_items.selectors import STALING


def index_context(request: HttpRequest) -> dict:
    """The open courses with the person's progress, those on the way first; `about` filters by item or rule code."""
    about = request.GET.get("about", "").strip()[:8].upper()
    every = progress_of(request.user)
    shown = [progress for progress in every if not about or _is_about(progress.lessons, about)]
    shown.sort(key=lambda progress: (progress.whole, not progress.done_count))
    on_the_way = next((progress for progress in shown if progress.done_count and not progress.whole), None)
    return {
        "courses": shown,
        "about": about,
        "subjects": subject_names({code for one in every for lesson in one.lessons for code in _subjects(lesson)}),
        "next_step": on_the_way,
    }


def subject_names(codes: set[str]) -> list[tuple[str, str]]:
    """Codes of service items and rules with their names, for the filter."""
    named = list(ServiceItem.objects.filter(code__in=codes).values_list("code", "name"))
    return named + list(ServiceRule.objects.filter(code__in=codes).values_list("code", "name"))


def _subjects(lesson: dict) -> list[str]:
    return [*lesson["service_items"], *(rule["code"] for rule in lesson["rules"])]


def _is_about(lessons: list[dict], code: str) -> bool:
    return any(code in _subjects(lesson) for lesson in lessons)


def course_context(course: CoursePage, request: HttpRequest) -> dict:
    """The course with its lessons, what is done, and the way out by test."""
    progress = progress_of(request.user, [course])[0]
    pre = last_result(course.pre_test, request.user) if course.pre_test_id else None
    how, completed = (progress.completion.how, progress.completion.version.lessons) if progress.completion else ("", [])
    return {
        "progress": progress,
        "toc": toc(course, progress.lessons, progress.done, how, completed),
        "pre_result": pre,
        "may_test_out": may_test_out(course, request.user),
        "is_new_part": bool(progress.completion and not progress.whole),
    }


def toc(course: CoursePage, lessons: list[dict], done: set[str], how: str, completed: list[dict]) -> list[dict]:
    """The lessons of a course as its list shows them; state is done, test (covered by a test-out) or blank.

    `how` and `completed` are the person's latest completion: how it came, and the lessons of the version completed.
    """
    tested = {lesson["key"] for lesson in completed} if how == Completion.How.TEST_OUT else set()
    return [
        {
            **lesson,
            "url": f"{page_url(course)}{lesson['slug']}/",
            "state": "test" if lesson["key"] in tested else "done" if lesson["key"] in done else "",
        }
        for lesson in lessons
    ]


def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """A lesson at its own address in the page tree, without Wagtail's walk from the root."""
    found = lesson_for(request.user, course, lesson)
    if found is None:
        raise Http404
    return found.serve(request)


def lesson_context(lesson: LessonPage, request: HttpRequest) -> dict:
    """A lesson, its place in the course, its check, and whether a service item has changed since it was reviewed."""
    course = _standing(lesson.course(), request.user)
    completed = course.my_lessons or []
    done = {*(course.my_passed or []), *(one["key"] for one in completed)}
    contents = toc(course, course.newest_lessons or [], done, course.my_how, completed)
    place = next((place for place, entry in enumerate(contents) if entry["key"] == lesson.key), None)
    cards = {block.value["code"] for block in lesson.body if block.block_type == "service_item_card"}
    return {
        "course": course,
        "course_url": page_url(course),
        "toc": contents,
        "number": None if place is None else place + 1,
        "following": None if place is None else next(iter(contents[place + 1 :]), None),
        "rules_of_lesson": [] if place is None else contents[place]["rules"],
        "is_done": lesson.key in done,
        "service_items": items_by_code(sorted(cards)),
        "changes": changes_since(lesson) if getattr(lesson, "has_changes", True) else [],
        "today": local_date(),
        **_check_context(lesson, request),
    }


def _standing(course: CoursePage, person: User) -> CoursePage:
    return course if hasattr(course, "my_how") else with_standing(CoursePage.objects.filter(pk=course.pk), person).get()


def _check_context(lesson: LessonPage, request: HttpRequest) -> dict:
    if lesson.check_set_id is None:
        return {"check": None}
    answered = getattr(lesson, "last_result_id", True) and not request.GET.get("again")
    result = last_result(lesson.check_set, request.user) if answered else None
    versions = [] if result else check_questions(lesson.check_set, local_date())
    return {"check": lesson.check_set, "versions": versions, "result": result, "next": page_url(lesson) + "#check"}


def changes_since(lesson: LessonPage) -> list[ServiceItemChange]:
    """Staling changes of the lesson's service items announced since it was last published, in effect or coming."""
    changes = ServiceItemChange.objects.filter(
        item__lessons=lesson, severity__in=STALING, announced_at__gt=lesson.last_published_at or timezone.now()
    )
    return list(changes.select_related("item").order_by("effective_on"))
