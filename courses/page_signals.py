"""Whenever something of a course goes live, leaves or moves, the course's version follows."""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from courses.models import CoursePage, LessonPage
from courses.services.freeze_course_version import freeze_course_version


@receiver(page_published, sender=LessonPage)
@receiver(page_unpublished, sender=LessonPage)
def follow_lesson(sender, instance: LessonPage, **details) -> None:
    freeze_course_version(course=instance.course(), by=_editor(details.get("revision")))


@receiver(page_published, sender=CoursePage)
def follow_course(sender, instance: CoursePage, **details) -> None:
    freeze_course_version(course=instance, by=_editor(details.get("revision")))


@receiver(post_page_move, sender=LessonPage)
def follow_move(sender, instance: LessonPage, parent_page_before, parent_page_after, **details) -> None:
    for course in {parent_page_before.pk: parent_page_before, parent_page_after.pk: parent_page_after}.values():
        if isinstance(course.specific, CoursePage):
            freeze_course_version(course=course.specific, by=None)


@receiver(post_delete, sender=LessonPage)
def follow_deletion(sender, instance: LessonPage, **details) -> None:
    course = CoursePage.objects.filter(path=instance.path[: -LessonPage.steplen]).first()
    if course:
        freeze_course_version(course=course, by=None)


def _editor(revision):
    return revision.user if revision else None
