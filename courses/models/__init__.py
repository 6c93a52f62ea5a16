from courses.models.completions import Completion, LessonCompletion
from courses.models.pages import CourseIndexPage, CoursePage, LessonPage
from courses.models.review import CourseReviewTask
from courses.models.versions import CourseVersion

__all__ = [
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "CourseReviewTask",
    "CourseVersion",
    "LessonCompletion",
    "LessonPage",
]
