"""Facts that courses announce."""

from foundation.facts import Fact

# A person finished a course. completion_id: int, person_id: int, course_key: str.
course_completed = Fact("courses.course_completed", ("completion_id", "person_id", "course_key"))
