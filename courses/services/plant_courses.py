"""Put the course centre into the page tree, with who may do what there."""

from django.db import transaction

from courses.models import CourseIndexPage
from foundation.page_tree import plant


@transaction.atomic
def plant_courses(**_signal) -> CourseIndexPage:
    """The index page at /courses/; runs after each migration and may run any number of times."""
    return plant(CourseIndexPage, slug="courses", title="课程中心")
