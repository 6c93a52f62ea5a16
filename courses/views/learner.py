"""What a learner sees: the index, a course, a lesson."""

from django.http import HttpRequest

from courses.models import Completion, CoursePage, CourseVersion, LessonCompletion, LessonPage
from courses.selectors import course_completions, latest_version, progress_of
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
    return {
        "progress": progress,
        "toc": toc(course, progress.lessons, progress.done, progress.completion),
        "pre_result": pre,
        "may_test_out": may_test_out(course, request.user),
        "is_new_part": bool(progress.completion and not progress.whole),
    }


def may_test_out(course: CoursePage, person: User) -> bool:
    passed = person.check_results.filter(check_set=course.pre_test_id, passed=True)
    return bool(course.pre_test_id and course.final_check_id and passed.exists())


def toc(course: CoursePage, lessons: list[dict], done: set[str], completion: Completion | None) -> list[dict]:
    """The lessons of a course as its list shows them; state is done, test (covered by a test-out) or blank."""
    tested = set()
    if completion and completion.how == Completion.How.TEST_OUT:
        tested = set(completion.version.lesson_keys)
    return [
        {
            **lesson,
            "url": f"{page_url(course)}{lesson['slug']}/",
            "state": "test" if lesson["key"] in tested else "done" if lesson["key"] in done else "",
        }
        for lesson in lessons
    ]


def lesson_context(lesson: LessonPage, request: HttpRequest) -> dict:
    """A lesson, its place in the course, its check, and whether a service item has changed since it was reviewed."""
    course, person = lesson.course(), request.user
    version = latest_version(course.key)
    done, completion = _finished(person, course, version)
    contents = toc(course, version.lessons if version else [], done, completion)
    keys = [entry["key"] for entry in contents]
    place = keys.index(lesson.key) if lesson.key in keys else None
    cards = {block.value["code"] for block in lesson.body if block.block_type == "service_item_card"}
    frozen = contents[place] if place is not None else {"service_items": [], "rules": []}
    return {
        "course": course,
        "course_url": page_url(course),
        "toc": contents,
        "number": place + 1 if place is not None else None,
        "following": contents[place + 1] if place is not None and place + 1 < len(contents) else None,
        "rules_of_lesson": frozen["rules"],
        "is_done": lesson.key in done,
        "service_items": items_by_code(sorted(cards)),
        "changes": changes_since(lesson) if lesson.last_published_at else [],
        "today": local_date(),
        **_check_context(lesson, request),
    }


def _finished(person: User, course: CoursePage, version: CourseVersion | None) -> tuple[set[str], Completion | None]:
    keys = set(
        LessonCompletion.objects.filter(person=person, course_key=course.key).values_list("lesson_key", flat=True)
    )
    completion = None
    for one in course_completions([person]).filter(course_key=course.key).order_by("completed_at"):
        keys.update(one.version.lesson_keys)
        completion = one
    return keys, completion


def _check_context(lesson: LessonPage, request: HttpRequest) -> dict:
    if lesson.check_set_id is None:
        return {"check": None}
    result = None if request.GET.get("again") else last_result(lesson.check_set, request.user)
    versions = [] if result else check_questions(lesson.check_set, local_date())
    return {"check": lesson.check_set, "versions": versions, "result": result, "next": page_url(lesson) + "#check"}


def changes_since(lesson: LessonPage) -> list[ServiceItemChange]:
    """Staling changes of the lesson's service items announced since it was last published, in effect or coming."""
    changes = ServiceItemChange.objects.filter(
        item__lessons=lesson, severity__in=STALING, announced_at__gt=lesson.last_published_at
    )
    return list(changes.select_related("item").order_by("effective_on"))
