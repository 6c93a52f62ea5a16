"""What courses tell the registries of the lower layers."""

from collections.abc import Iterable

from courses.models import CoursePage, LessonPage
from courses.selectors import lessons_on
from foundation.models import User
from foundation.page_tree import page_url
from foundation.registries import dependants, links
from organisation.scoped_pages import may_read


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


def register() -> None:
    links.register("course", course_link)
    links.register("lesson", lesson_link)
    dependants.register("courses", lessons_that_depend)
