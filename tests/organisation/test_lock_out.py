"""Five wrong passwords lock an account for 15 minutes, however its name is spelt, and an office is not locked out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client

from foundation.models import AuditEntry
from organisation.models import SignInTally
from organisation.services.count_sign_in_tries import ACCOUNT, begin_try
from tests.cast import PASSWORD, make_cast, make_person
from tests.meeting import at_once
from tests.organisation.test_sign_in import enter, signed_in


def text(response) -> str:
    return response.content.decode()


def test_she_is_told_how_many_tries_are_left_and_then_locked(client, cast):
    for left in (4, 3, 2, 1):
        assert f"还可以试 {left} 次" in text(enter(client, "t1001", "wrong"))
    assert "已锁定到" in text(enter(client, "t1001", "wrong"))
    assert "已锁定到" in text(enter(client, "t1001", PASSWORD))
    assert not signed_in(client)
    entry = AuditEntry.objects.get(verb="sign_in.locked")
    assert entry.object_id == str(cast.learner.pk) and entry.node_path == cast.hall.path
    failed = AuditEntry.objects.filter(verb="sign_in.failed")
    assert failed.count() == 5, "each wrong password stands in the trail; a try that was not looked at does not"
    enter(Client(), "nobody-here", "wrong")
    assert failed.count() == 5, "a name that nobody has is nobody's deed"


def let_pass(time: timedelta) -> None:
    """The database's clock decides and cannot be moved by a test, so what it stored moves back instead."""
    SignInTally.objects.update(last_failed_at=F("last_failed_at") - time, locked_until=F("locked_until") - time)


def test_after_15_minutes_she_may_try_again(client, cast):
    for _ in range(5):
        enter(client, "t1001", "wrong")
    let_pass(timedelta(minutes=14, seconds=30))
    assert "已锁定到" in text(enter(client, "t1001"))
    let_pass(timedelta(seconds=31))
    assert enter(client, "t1001").status_code == 302


def test_a_right_password_forgives_the_wrong_ones_before_it(client, cast):
    for _ in range(4):
        enter(client, "t1001", "wrong")
    assert enter(client, "t1001").status_code == 302
    assert "还可以试 4 次" in text(enter(Client(), "t1001", "wrong"))


SPELLINGS = ("t1001", "T1001", "ｔ１００１", " t1001", "t\u03011001", "he@hall.example")


def _lock_by_spellings(cast):
    cast.learner.email = "he@hall.example"
    cast.learner.save()
    for number, spelling in enumerate(SPELLINGS):
        enter(Client(), spelling, "wrong", REMOTE_ADDR=f"10.0.0.{number}", HTTP_X_FORWARDED_FOR=f"8.8.8.{number}")
    cache.clear()
    return enter(Client(), "t1001")


def test_no_spelling_and_no_forged_address_gives_fresh_tries(cast):
    assert "已锁定到" in text(_lock_by_spellings(cast))


@pytest.mark.parametrize("rule", ["canonical-account", "sign-in-lock"])
def test_a_broken_rule_would_be_noticed(cast, settings, rule):
    settings.SABOTAGE = frozenset({rule})
    assert _lock_by_spellings(cast).status_code == 302


def test_an_unknown_account_answers_like_a_known_one(cast):
    for attempt in range(7):
        known, unknown = (enter(Client(), name, "wrong") for name in ("t1001", "t7777"))
        assert known.status_code == unknown.status_code == 200
        shown = [_alert(response) for response in (known, unknown)]
        assert shown[0] == shown[1], attempt


def _alert(response) -> str:
    page = text(response)
    return page[page.index('role="alert"') : page.index("</form>")].replace("t1001", "").replace("t7777", "")


@pytest.mark.parametrize("name", ["t1001", "t7777", "he@hall.example"])
def test_a_wrong_try_costs_one_slow_hash_whether_or_not_the_account_exists(cast, monkeypatch, name):
    from django.contrib.auth import hashers

    cast.learner.email = "he@hall.example"
    cast.learner.save()
    hashed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args))
    enter(Client(), name, "wrong")
    assert len(hashed) == 1


def test_200_people_behind_one_address_all_get_in(cast, settings):
    people = [make_person(f"n{number}", f"员工{number}", cast.hall) for number in range(200)]
    for person in people:
        client = Client(REMOTE_ADDR="10.1.1.1")
        enter(client, person.username, "mistyped")
        assert enter(client, person.username).status_code == 302, person.username


def test_an_address_that_sprays_passwords_is_stopped(cast, monkeypatch):
    from organisation.rules.tries import Limit
    from organisation.services import count_sign_in_tries as tries

    monkeypatch.setattr(tries, "ADDRESS", Limit(tries=20, pause=timedelta(minutes=15)))
    for number in range(20):
        enter(Client(), f"x{number}", "Spring-2026", REMOTE_ADDR="10.9.9.9")
    assert "网络地址" in text(enter(Client(), "t1001", REMOTE_ADDR="10.9.9.9"))
    assert enter(Client(), "t1001", REMOTE_ADDR="10.9.9.8").status_code == 302


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_gain_nothing():
    """On PostgreSQL, where tries really run side by side: of twenty, five are looked at."""
    cast = make_cast()
    looked_at = []
    check = type(cast.learner).check_password

    def counted(person, password):
        looked_at.append(password)
        return check(person, password)

    def one(number: int) -> str:
        try:
            return text(enter(Client(REMOTE_ADDR=f"10.2.0.{number}"), "t1001", f"wrong-{number}"))
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(20) as desks:
        patch.setattr(type(cast.learner), "check_password", counted)
        told = list(desks.map(one, range(20)))
    assert len(looked_at) <= 5
    assert sum("已锁定到" in page for page in told) >= 15
    assert SignInTally.objects.get(key=f"account:{cast.learner.pk}").failures == 5
    assert "已锁定到" in text(enter(Client(), "t1001"))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("broken", "looked_at"), [((), 4), (("tries-in-line",), 20)])
def test_of_twenty_that_look_at_the_count_together_only_those_left_go_on(settings, broken, looked_at):
    """One try is counted; four are left, however many come together. The mutant counts without standing in line."""
    settings.SABOTAGE = frozenset(broken)
    deed = lambda: begin_try(key="account:1", limit=ACCOUNT)  # noqa: E731
    assert not deed().refused
    tries = at_once(SignInTally, *[deed] * 20)
    assert sum(not each.refused for each in tries) == looked_at
