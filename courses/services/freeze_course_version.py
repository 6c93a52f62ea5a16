"""Freeze what a course is, whenever something of it goes live or leaves."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from courses.models import CoursePage, CourseVersion, LessonPage
from courses.selectors import latest_version
from foundation import audit
from foundation.models import User


def _digest(value) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _frozen(lesson: LessonPage) -> dict:
    items = sorted(item.code for item in lesson.service_items.all())
    rules = sorted(
        ({"code": rule.code, "name": rule.name, "red": rule.is_red_line} for rule in lesson.rules.all()),
        key=lambda rule: rule["code"],
    )
    said = [lesson.title, lesson.goal, lesson.body.get_prep_value(), items, rules, lesson.check_set_id]
    return {
        "key": lesson.key,
        "title": lesson.title,
        "slug": lesson.slug,
        "minutes": lesson.minutes,
        "service_items": items,
        "rules": rules,
        "check": lesson.check_set_id,
        "hash": _digest(said),
    }


@transaction.atomic
def freeze_course_version(*, course: CoursePage, by: User | None, at: datetime | None = None) -> CourseVersion | None:
    """The version that is now in force: a new one if anything differs, None while no lesson is live."""
    course = CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    live = LessonPage.objects.child_of(course).live().order_by("path").prefetch_related("service_items", "rules")
    lessons = [_frozen(lesson) for lesson in live]
    if not lessons or not course.live:
        return None
    digest = _digest([course.title, course.pre_test_id, course.final_check_id, lessons])
    before = latest_version(course.key)
    if before and before.content_hash == digest:
        return before
    version = CourseVersion.objects.create(
        course_key=course.key,
        number=before.number + 1 if before else 1,
        title=course.title,
        lessons=lessons,
        content_hash=digest,
        published_at=at or timezone.now(),
        published_by=by,
    )
    audit.record("course.version_frozen", by=by, on=version, node_path=course.node.path, after={"hash": digest})
    return version
