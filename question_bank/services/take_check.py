"""Take a check once."""

import math
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.clock import database_now, local_date
from foundation.facts import announce
from foundation.models import User
from question_bank.errors import CheckUnavailable
from question_bank.keys import keys_of
from question_bank.models import Check, CheckResult
from question_bank.question_types import get
from question_bank.selectors import check_questions
from question_bank.services.note_wrong_answer import note_wrong_answer
from question_bank.signals import check_passed


@transaction.atomic
def take_check(*, check: Check, by: User, answers: dict[int, Any], at: datetime | None = None) -> CheckResult:
    """Mark `answers` (question id → value in true ids) and append the result; wrong ones go into the notebook.

    Questions that are stale or out of date are left out and the pass count shrinks in proportion, rounded up.
    Raises CheckUnavailable if none is left.
    """
    at = at or database_now()
    versions = check_questions(check, local_date(at))
    if not versions:
        raise CheckUnavailable
    keys = keys_of([version.pk for version in versions])
    rows = []
    for version in versions:
        kind, value = get(version.kind), answers.get(version.question_id)
        if kind.value_problem(version.content, value):
            value = None
        right = kind.mark(version.content, keys[version.pk].key, value).right
        rows.append({"version": version.pk, "value": value, "right": right})
        if not right:
            note_wrong_answer(person=by, question=version.question, origin="check", at=at)
    right_count = sum(row["right"] for row in rows)
    needed = math.ceil(check.pass_count * len(versions) / check.entries.count())
    result = CheckResult.objects.create(
        check_set=check, person=by, at=at, right_count=right_count, question_count=len(versions),
        passed=right_count >= needed, answers=rows,
    )  # fmt: skip
    if result.passed:
        announce(check_passed, key=f"check-result-{result.pk}", check_id=check.pk, person_id=by.pk, result_id=result.pk)
    return result
