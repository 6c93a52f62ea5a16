"""What to study after a result: the weakest areas, each with practice, lessons and drills. Knows no key."""

from dataclasses import dataclass, field

from exams.models import Result
from foundation.models import User
from foundation.registries.study import StudyLink, study_for

WEAK_UNDER = 70  # percent gained
MOST_AREAS, MOST_LINKS = 4, 3
PRACTICE_MODES = {"topic": "topic", "rule": "rule", "item": "item"}  # area kind → mode of practice


@dataclass(frozen=True)
class StudyArea:
    """One weak area: `mode` and `code` start practice about it; `links` lead to lessons and drills."""

    name: str
    code: str
    mode: str
    percent: int
    links: list[StudyLink] = field(default_factory=list)


def study_next(person: User, result: Result) -> list[StudyArea]:
    """The weakest areas of a result, at most four; none where everything was gained well enough."""
    weak = [(area, area["score"] * 100 / area["full_marks"]) for area in result.areas if area["full_marks"]]
    weak = [(area, percent) for area, percent in weak if percent < WEAK_UNDER][:MOST_AREAS]
    links = study_for(person, [area["code"] for area, _percent in weak if area["kind"] != "topic"])
    return [
        StudyArea(
            name=area["name"], code=area["code"], mode=PRACTICE_MODES[area["kind"]], percent=round(percent),
            links=links.get(area["code"], [])[:MOST_LINKS],
        )
        for area, percent in weak
    ]  # fmt: skip
