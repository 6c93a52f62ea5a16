"""JSON: a month's scores for the hall's own appraisal system."""

from ninja import Router, Schema
from ninja.errors import HttpError

from appraisal.selectors import period_scores, periods_of

router = Router(tags=["appraisal"])


class PersonPoints(Schema):
    staff_number: str
    name: str
    points: dict[str, str]
    percent: str | None


class PeriodScores(Schema):
    """`state` is open or closed; a closed period's figures are its snapshot, `hash` its SHA-256."""

    period: str
    node: str
    state: str
    hash: str
    people: list[PersonPoints]


@router.get("/appraisal/periods/{period}/scores", response=PeriodScores)
def scores(request, period: int):
    """Everyone's points in a period that the caller may see as a manager or auditor."""
    found = periods_of(request.user).filter(pk=period).first()
    if found is None:
        raise HttpError(404, "no such period")
    people = found.snapshot["people"] if found.snapshot else [score.as_json() for score in period_scores(found)]
    return {
        "period": found.name, "node": found.node.code, "state": found.state, "hash": found.snapshot_hash, "people": people,
    }  # fmt: skip
