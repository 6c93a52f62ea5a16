"""The state of a credential follows from dates."""

from datetime import date, timedelta

import pytest

from certificates.rules.codes import grouped, new_code, normalised
from certificates.rules.state import Standing, State, add_months, renewed_expiry, state_of

LAST_DAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 11, 30), State.VALID),
        (date(2026, 12, 1), State.DUE),
        (date(2026, 12, 31), State.DUE),
        (date(2027, 1, 1), State.LAPSED),
    ],
)
def test_it_is_due_for_its_last_thirty_days_and_its_last_day_counts(today, state):
    assert state_of(Standing(LAST_DAY), today) == state


def test_the_gravest_state_wins():
    everything = {"revoked": True, "suspended": True, "stale": True}
    day = LAST_DAY + timedelta(days=1)
    seen = []
    for fault in ("revoked", "suspended"):
        seen.append(state_of(Standing(LAST_DAY, **everything), day))
        everything[fault] = False
    seen.append(state_of(Standing(LAST_DAY, **everything), day))
    seen.append(state_of(Standing(LAST_DAY, **everything), LAST_DAY))
    assert seen == [State.REVOKED, State.SUSPENDED, State.LAPSED, State.STALE]


def test_months_end_on_the_last_day_where_the_month_is_shorter():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2026, 3, 15), -24) == date(2024, 3, 15)


def test_renewing_while_due_loses_no_day():
    assert renewed_expiry(expires_on=LAST_DAY, proved_on=date(2026, 12, 5), months=12) == date(2027, 12, 31)
    assert renewed_expiry(expires_on=LAST_DAY, proved_on=date(2026, 10, 5), months=12) == date(2027, 10, 5)
    assert renewed_expiry(expires_on=LAST_DAY, proved_on=date(2027, 2, 5), months=12) == date(2028, 2, 5)


def test_a_code_survives_being_read_out_and_typed_in():
    code = new_code()
    assert len({new_code() for _ in range(1000)}) == 1000
    assert normalised(grouped(code).lower()) == code
    assert normalised(" " + code.replace("0", "Ｏ").replace("1", "l") + " ") == code
    assert normalised("not a code") == "" == normalised(code + "0")
