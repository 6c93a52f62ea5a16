"""Put the course centre into the page tree, with who may do what there."""

from django.db import transaction

from courses.models import CourseIndexPage, CourseReviewTask
from foundation.page_tree import plant
from organisation.services.open_page_tree import open_page_tree


@transaction.atomic
def plant_courses(**_signal) -> CourseIndexPage:
    """The index page at /courses/; runs after each migration and may run any number of times."""
    index = plant(CourseIndexPage, slug="courses", title="课程中心")
    open_page_tree(index=index, workflow="课程审核", task=CourseReviewTask)
    return index
