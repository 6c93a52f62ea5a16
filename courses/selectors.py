"""Questions asked of courses and of what people have finished."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, JSONField, Max, OuterRef, QuerySet, Subquery

from courses.models import Completion, CoursePage, CourseVersion, LessonCompletion, LessonPage
from foundation.models import User
from foundation.page_tree import page_url
from organisation.scoped_pages import readable
from question_bank.models import CheckResult
from service_items.models import ServiceItemChange
from service_items.selectors import STALING


def course_completions(people: Iterable[User] | QuerySet[User]) -> QuerySet[Completion]:
    """Every completion of those people: person, course_key, version, how, completed_at."""
    return Completion.objects.filter(person__in=people).select_related("version")


def latest_versions() -> QuerySet[CourseVersion]:
    """The newest version of each course."""
    newest = CourseVersion.objects.filter(course_key=OuterRef("course_key")).values("course_key")
    return CourseVersion.objects.filter(number=Subquery(newest.annotate(top=Max("number")).values("top")))


def latest_version(course_key: str) -> CourseVersion | None:
    """The newest version of one course."""
    return CourseVersion.objects.filter(course_key=course_key).order_by("-number").first()


def version_on(course_key: str, at: datetime) -> CourseVersion | None:
    """The version in force at `at`; the first one for anything earlier."""
    versions = CourseVersion.objects.filter(course_key=course_key)
    return versions.filter(published_at__lte=at).order_by("-number").first() or versions.order_by("number").first()


def open_courses(person: User) -> QuerySet[CoursePage]:
    """The live courses that the person may read, in their order."""
    return CoursePage.objects.live().filter(readable(person)).select_related("node").order_by("path")


class KeysOf(Subquery):
    """The `lesson_key` column of a subquery as one JSON list, so that a list of keys rides along in another query."""

    template = "(SELECT json_group_array(lesson_key) FROM (%(subquery)s) AS keys)"
    output_field = JSONField()

    def as_postgresql(self, compiler, connection, **extra):
        template = "(SELECT jsonb_agg(lesson_key) FROM (%(subquery)s) AS keys)"
        return super().as_sql(compiler, connection, template=template, **extra)


def with_standing(courses: QuerySet[CoursePage], person: User) -> QuerySet[CoursePage]:
    """The courses, each with `newest_lessons` (of its latest version) and the person's latest completion: `my_how`,
    `my_lessons` (of the version completed); None where there is none. `my_passed`: keys of lessons whose check is passed."""
    newest = CourseVersion.objects.filter(course_key=OuterRef("key")).order_by("-number")
    passed = LessonCompletion.objects.filter(course_key=OuterRef("key"), person=person)
    mine = Completion.objects.filter(course_key=OuterRef("key"), person=person).order_by("-version__number")
    return courses.annotate(
        newest_lessons=Subquery(newest.values("lessons")[:1]),
        my_how=Subquery(mine.values("how")[:1]),
        my_lessons=Subquery(mine.values("version__lessons")[:1]),
        my_passed=KeysOf(passed.values("lesson_key")),
    )


def lesson_for(person: User, course_slug: str, lesson_slug: str) -> LessonPage | None:
    """The live lesson at /courses/<course>/<lesson>/ with its course, in two queries. Says nothing about who may read.

    It carries `last_result_id` (the person's latest taking of its check) and `has_changes` (a staling change of one of
    its service items was announced since it was last published, in effect or coming).
    """
    courses = with_standing(CoursePage.objects.live().select_related("node"), person)
    course = courses.filter(slug=course_slug).first()
    if course is None:
        return None
    results = CheckResult.objects.filter(check_set=OuterRef("check_set"), person=person).order_by("-at", "-pk")
    lessons = LessonPage.objects.child_of(course).live().filter(slug=lesson_slug).select_related("check_set")
    lesson = lessons.annotate(
        last_result_id=Subquery(results.values("pk")[:1]),
        has_changes=Exists(changes_after("last_published_at")),
    ).first()
    if lesson:
        lesson._cached_parent_obj = course
    return lesson


def changes_after(instant: str) -> QuerySet[ServiceItemChange]:
    """For a subquery on lessons: staling changes of the lesson's service items announced after that column."""
    return ServiceItemChange.objects.filter(
        item__lessons=OuterRef("pk"), severity__in=STALING, announced_at__gt=OuterRef(instant)
    )


def finished_lesson_keys(person: User, course_key: str) -> set[str]:
    """Lessons of the course that the person need not do: checks passed, and what earlier completions covered."""
    keys = set(
        LessonCompletion.objects.filter(person=person, course_key=course_key).values_list("lesson_key", flat=True)
    )
    for completion in Completion.objects.filter(person=person, course_key=course_key).select_related("version"):
        keys.update(completion.version.lesson_keys)
    return keys


@dataclass(frozen=True)
class CourseProgress:
    """Where a person stands in one course. `completion` is the newest one; `whole`: nothing is left to do."""

    course: CoursePage
    lessons: list[dict]
    done: frozenset[str]
    completion: Completion | None = None

    @property
    def url(self) -> str:
        return page_url(self.course)

    @property
    def total(self) -> int:
        return len(self.lessons)

    @property
    def done_count(self) -> int:
        return sum(lesson["key"] in self.done for lesson in self.lessons)

    @property
    def whole(self) -> bool:
        return bool(self.lessons) and self.done_count == self.total

    @property
    def by_test_out(self) -> bool:
        return bool(self.completion and self.completion.how == Completion.How.TEST_OUT)

    @property
    def next_lesson(self) -> dict | None:
        return next((lesson for lesson in self.lessons if lesson["key"] not in self.done), None)

    @property
    def next_url(self) -> str:
        return f"{self.url}{self.next_lesson['slug']}/" if self.next_lesson else self.url


@dataclass
class _Done:
    keys: set[str] = field(default_factory=set)
    completion: Completion | None = None


def progress_of(person: User, courses: Iterable[CoursePage] | None = None) -> list[CourseProgress]:
    """The person's progress in each open course (or those given), in course order; four queries."""
    courses = list(open_courses(person) if courses is None else courses)
    keys = [course.key for course in courses]
    versions = {version.course_key: version for version in latest_versions().filter(course_key__in=keys)}
    done: dict[str, _Done] = defaultdict(_Done)
    rows = LessonCompletion.objects.filter(person=person, course_key__in=keys)
    for course_key, lesson_key in rows.values_list("course_key", "lesson_key"):
        done[course_key].keys.add(lesson_key)
    for completion in course_completions([person]).filter(course_key__in=keys).order_by("completed_at"):
        done[completion.course_key].keys.update(completion.version.lesson_keys)
        done[completion.course_key].completion = completion
    return [
        CourseProgress(
            course,
            versions[course.key].lessons if course.key in versions else [],
            frozenset(done[course.key].keys),
            done[course.key].completion,
        )
        for course in courses
    ]


def lessons_on(codes: list[str]) -> QuerySet[LessonPage]:
    """The live lessons about any of the service items with those codes."""
    return LessonPage.objects.live().filter(service_items__code__in=codes).distinct().order_by("path")
