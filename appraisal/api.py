"""JSON: a month's scores for the hall's own appraisal system.

Open to a score token (`Authorization: Bearer …`) for the periods at and below its node, and to a signed-in manager or
auditor for theirs. Every refusal is a problem document (application/problem+json) with a `code`.
"""

import json
from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from appraisal.models import AppraisalPeriod, ScoreToken
from appraisal.selectors import adjustments_since, period_scores, periods_below, periods_of
from appraisal.services.keep_score_tokens import find_score_token, note_use
from foundation import audit
from foundation.ids import typed_id
from foundation.models import User

router = Router(tags=["appraisal"])
PROBLEMS = {
    # code: (status, what is wrong, what to do next)
    "not_signed_in": (401, _("没有有效的令牌"), _("请带上 Authorization: Bearer 和有效的接口令牌；令牌过期或被收回时，请考核管理者另发。")),
    "not_found": (404, _("找不到这个考核周期"), _("请核对编号；令牌只能读签发机构和下级的考核。")),
}  # fmt: skip


class PersonPoints(Schema):
    """Points per indicator key, and percent of what counted; decimals as text. With a veto 一票否决 in `vetoes` the points
    stand, and the month's result does not count as passed."""

    staff_number: str
    name: str
    points: dict[str, str]
    percent: str | None
    vetoes: list[str] = []


class Adjustment(Schema):
    """A line appended after the closing."""

    staff_number: str
    indicator: str
    kind: str
    points: str
    explanation: str
    at: str


class PeriodScores(Schema):
    """`state` is open or closed; a closed period's people are its snapshot, `hash` its SHA-256, and what changed later
    stands in `adjustments`."""

    id: int
    period: str
    node: str
    state: str
    hash: str
    people: list[PersonPoints]
    adjustments: list[Adjustment]


class PeriodRow(Schema):
    id: int
    period: str
    node: str
    state: str


class PeriodList(Schema):
    periods: list[PeriodRow]


class Refused(Exception):
    """The call cannot be answered, with its code from PROBLEMS."""


def answered(view: Callable) -> Callable:
    """Turn what a call gives into JSON that no cache keeps, and a refusal into a problem document."""

    @wraps(view)
    def called(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return _json(view(request, *args, **kwargs), 200, "application/json")
        except Refused as refused:
            return problem(str(refused))

    return called


def problem(code: str) -> HttpResponse:
    """The problem document (RFC 9457) of a code."""
    status, title, detail = PROBLEMS[code]
    kind = f"/api/v1/problems/{code}"
    body = {"type": kind, "title": str(title), "status": status, "detail": str(detail), "code": code}
    response = _json(body, status, "application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="appraisal"'
    return response


def _json(body: dict, status: int, content_type: str) -> HttpResponse:
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=content_type)
    response["Cache-Control"] = "no-store"
    return response


def _readable(request: HttpRequest) -> tuple[QuerySet[AppraisalPeriod], ScoreToken | None]:
    """The periods that the caller may read, and the token it came with. Raises Refused("not_signed_in")."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = find_score_token(secret.strip())
        if token is None:
            raise Refused("not_signed_in")
        return periods_below(token.node), token
    if isinstance(request.user, User) and request.user.is_active:
        return periods_of(request.user), None
    raise Refused("not_signed_in")


@router.get("/appraisal/periods", response=PeriodList, summary="The periods that the caller may read", auth=None)
@answered
def periods(request):
    """Newest first."""
    readable, token = _readable(request)
    if token:
        note_use(token)
    return {
        "periods": [{"id": row.pk, "period": row.name, "node": row.node.code, "state": row.state} for row in readable]
    }


@router.get("/appraisal/periods/{period}/scores", response=PeriodScores, summary="Everyone's points", auth=None)
@answered
def scores(request, period: str):
    """Everyone's points in a period. Each reading is noted in the audit trail."""
    readable, token = _readable(request)
    found = readable.filter(pk=typed_id(period)).first()
    if found is None:
        raise Refused("not_found")
    _note(request, found, token)
    people = found.snapshot["people"] if found.snapshot else [score.as_json() for score in period_scores(found)]
    return {
        "id": found.pk, "period": found.name, "node": found.node.code, "state": found.state,
        "hash": found.snapshot_hash, "people": people, "adjustments": [_adjustment(row) for row in adjustments_since(found)],
    }  # fmt: skip


def _adjustment(row) -> dict:
    return {
        "staff_number": row.person.username, "indicator": row.indicator.key, "kind": row.kind, "points": str(row.points),
        "explanation": row.explanation, "at": timezone.localtime(row.at).isoformat(timespec="seconds"),
    }  # fmt: skip


@transaction.atomic
def _note(request, period: AppraisalPeriod, token: ScoreToken | None) -> None:
    by = None if token else request.user
    after = {"token": f"{token.hint}… {token.name}"} if token else {}
    audit.record("appraisal.fetched", by=by, on=period, node_path=period.node.path, after=after)
    if token:
        note_use(token)
