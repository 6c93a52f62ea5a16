"""Another system fetches the scores with a token that a manager issued, as long as it holds and no further than it reaches."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appraisal.models import AppraisalPeriod, ScoreToken
from appraisal.services.answer_objection import answer_objection
from appraisal.services.close_period import close_period
from appraisal.services.keep_score_tokens import issue_score_token
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from foundation.models import AuditEntry
from organisation.models import Role
from organisation.services.grant_role import grant_role
from tests.appraisal.sheet_stories import MONTH, bring
from tests.cast import make_person


@pytest.fixture
def period(cast, sign_in):
    period = open_period(node=cast.hall, month=MONTH, by=cast.manager)
    bring(sign_in(cast.manager), period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    return period


def fetch(period: AppraisalPeriod | int, secret: str):
    number = getattr(period, "pk", period)
    return Client().get(f"/api/v1/appraisal/periods/{number}/scores", headers={"authorization": f"Bearer {secret}"})


def test_a_token_is_shown_once_stored_as_a_digest_and_reads_the_scores(cast, period, sign_in):
    client = sign_in(cast.manager)
    page = reverse("appraisal-tokens")
    said = client.post(page, {"name": "区考核平台", "node": cast.hall.pk, "days": 30}).content.decode()
    token = ScoreToken.objects.get()
    secret = next(word.split("<")[0] for word in said.split('class="mono">') if word.startswith("ycxt_"))
    assert secret not in client.get(page).content.decode() and secret not in str(ScoreToken.objects.values())
    answer = fetch(period, secret)
    learner = next(row for row in answer.json()["people"] if row["staff_number"] == "t1001")
    assert learner["points"] == {"attendance": "24.00"} and answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.get(verb="appraisal.fetched").after["token"].endswith("区考核平台")
    token.refresh_from_db()
    assert token.last_used_at is not None
    listed = Client().get("/api/v1/appraisal/periods", headers={"authorization": f"Bearer {secret}"}).json()
    assert [row["id"] for row in listed["periods"]] == [period.pk]
    client.post(reverse("appraisal-token-revoke", args=[token.pk]))
    assert fetch(period, secret).status_code == 401


def test_without_a_token_in_force_there_is_a_problem_document_and_beyond_its_reach_nothing(cast, period):
    now = timezone.now()
    _, good = issue_score_token(name="石桥", node=cast.other_hall, days=30, by=cast.manager)
    _, old = issue_score_token(name="过期", node=cast.hall, days=1, by=cast.manager, at=now - timedelta(days=2))
    for secret in ("", "ycxt_guessed", old):
        refused = fetch(period, secret)
        assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
        assert refused.json()["code"] == "not_signed_in" and refused["WWW-Authenticate"].startswith("Bearer")
    assert Client().get(f"/api/v1/appraisal/periods/{period.pk}/scores").status_code == 401
    for wanted in (period, 999999, "x", "9" * 40):
        assert (fetch(wanted, good).status_code, fetch(wanted, good).json()["code"]) == (404, "not_found")


def test_a_closed_month_gives_its_snapshot_and_what_changed_since(cast, period):
    closed = close_period(period=period, by=cast.manager)
    line = closed.entries.get(person=cast.learner)
    objection = raise_objection(entry=line, text="那天是外出", by=cast.learner)
    second = make_person("t1099", "另一位主任", cast.district, Role.MANAGER)
    answer_objection(objection=objection, upheld=True, answer="核实是外出。", adjust_by=1, by=second)
    _, secret = issue_score_token(name="平台", node=cast.district, days=30, by=cast.manager)
    told = fetch(closed, secret).json()
    assert (told["state"], told["hash"]) == ("closed", closed.snapshot_hash)
    assert next(row for row in told["people"] if row["staff_number"] == "t1001")["points"]["attendance"] == "24.00"
    assert [(row["staff_number"], row["points"]) for row in told["adjustments"]] == [("t1001", "1.00")]


def test_only_managers_and_administrators_issue_and_revoke_within_their_place(cast, period, sign_in):
    token, _ = issue_score_token(name="区里的系统", node=cast.hall, days=30, by=cast.manager)
    grant_role(person=cast.stranger, role=Role.MANAGER, node=cast.other_hall, by=None)
    page, revoke = reverse("appraisal-tokens"), reverse("appraisal-token-revoke", args=[token.pk])
    for person in (cast.learner, cast.trainer, cast.auditor):
        assert sign_in(person).get(page).status_code == 404
        assert sign_in(person).post(revoke).status_code == 404
    other = sign_in(cast.stranger)
    assert token.name not in other.get(page).content.decode()
    assert other.post(revoke).status_code == 404
    form = {"name": "越界", "node": cast.hall.pk, "days": 30}
    assert "field" in other.post(page, form).content.decode() and ScoreToken.objects.count() == 1
    assert other.post(page, form | {"node": cast.other_hall.pk, "days": 4000}).status_code == 422
    assert sign_in(cast.admin).post(page, form).status_code == 200 and ScoreToken.objects.count() == 2
