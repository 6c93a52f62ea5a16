"""What courses tell the registries of the lower layers."""

from collections.abc import Iterable

from django.db.models import Case, F, IntegerField, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CoursePage, LessonPage
from courses.permissions import leads_to
from courses.selectors import course_completions, lessons_on, open_courses
from foundation.models import User
from foundation.page_tree import page_url
from foundation.registries import dependants, links, my_data, search, study
from organisation.scoped_pages import may_read
from question_bank.registries import check_doors


def course_link(key: str) -> links.Link | None:
    course = CoursePage.objects.live().filter(key=key).select_related("node").first()
    if course is None:
        return None
    return links.Link("course", key, course.title, page_url(course), lambda user: may_read(user, course.node))


def lesson_link(key: str) -> links.Link | None:
    lesson = LessonPage.objects.live().filter(key=key).first()
    if lesson is None:
        return None
    return links.Link("lesson", key, lesson.title, page_url(lesson), lambda user: may_read(user, lesson.scope_node()))


def lessons_that_depend(codes: list[str]) -> Iterable[dependants.Dependant]:
    for lesson in lessons_on(codes).select_related("owner"):
        owners: tuple[User, ...] = (lesson.owner,) if lesson.owner else ()
        yield dependants.Dependant("lesson", lesson.title, page_url(lesson), owners)


def find_pages(user: User, query: str, limit: int) -> Iterable[search.Hit]:
    """Courses and lessons that the person may read, with the query in title, goal or body; titles first."""
    courses = open_courses(user)
    told = Q(title__icontains=query) | Q(summary__icontains=query)
    for course in courses.filter(told)[:limit]:
        yield search.Hit(_("课程"), course.title, page_url(course), course.summary)
    paths = Q(pk__in=[])
    for path in courses.values_list("path", flat=True):
        paths |= Q(path__startswith=path)
    lessons = LessonPage.objects.live().filter(paths)
    in_title = Q(title__icontains=query) | Q(goal__icontains=query)
    found = lessons.filter(in_title | Q(search_text__icontains=query)).annotate(
        first=Case(When(in_title, then=0), default=1, output_field=IntegerField())
    )
    for lesson in found.order_by("first", "path")[:limit]:
        yield search.Hit(_("课时"), lesson.title, page_url(lesson), excerpt(lesson, query))


def lessons_to_study(user: User, codes: list[str]) -> Iterable[study.StudyLink]:
    """The lessons about the service items and rules that the person may read."""
    paths = Q(pk__in=[])
    for path in open_courses(user).values_list("path", flat=True):
        paths |= Q(path__startswith=path)
    lessons = LessonPage.objects.live().filter(paths).order_by("path")
    for relation in ("service_items", "rules"):
        rows = lessons.filter(**{f"{relation}__code__in": codes}).annotate(code=F(f"{relation}__code")).distinct()
        for lesson in rows:
            yield study.StudyLink(lesson.code, _("课时"), lesson.title, page_url(lesson))


def excerpt(lesson: LessonPage, query: str) -> str:
    """Where the body says it, or else the lesson's goal."""
    at = lesson.search_text.lower().find(query.lower())
    return lesson.search_text[max(at - 20, 0) : at + 60].strip() if at >= 0 else lesson.goal


def held_about(user: User) -> Iterable[my_data.DataSection]:
    """What courses hold about a person."""
    rows = [
        (course_title(one.course_key), str(one.get_how_display()), f"{timezone.localtime(one.completed_at):%Y-%m-%d}")
        for one in course_completions([user])
    ]
    yield my_data.DataSection(
        _("课程结业"), (_("课程"), _("怎样完成"), _("日期")), rows, _("证明培训已完成，供认证和考核引用；不记学习时间")
    )


def course_title(key: str) -> str:
    """The course's title; its key, once it is gone."""
    course = CoursePage.objects.filter(key=key).first()
    return course.title if course else key


def register() -> None:
    search.register("courses", find_pages)
    study.register("courses", lessons_to_study)
    my_data.register("courses", held_about)
    links.register("course", course_link)
    links.register("lesson", lesson_link)
    dependants.register("courses", lessons_that_depend)
    check_doors.register("courses", leads_to)
