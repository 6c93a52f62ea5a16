"""Rules for passwords: long enough, mixed, not used before, changed every 90 days."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from foundation.models import AuditEntry, User
from organisation import idle
from organisation.models import PasswordRecord
from organisation.rules.passwords import classes_in, one_time_password
from tests.cast import PASSWORD
from tests.organisation.test_sign_in import enter

CHANGE = "/accounts/password/change/"


def change(client, new, old=PASSWORD, again=None):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again or new})


@pytest.mark.parametrize("weak", ["Short-1", "onlylowercase", "lowercase1234", "1234567890123", "t1001-T1001"])
def test_weak_passwords_are_refused(cast, weak):
    with pytest.raises(ValidationError):
        validate_password(weak, cast.learner)


@pytest.mark.parametrize("good", ["Window-2026-x", "lower-and-1234", "大厅Window2026"])
def test_three_of_four_classes_and_ten_characters_are_enough(cast, good):
    validate_password(good, cast.learner)


def test_classes_are_counted():
    assert [classes_in(text) for text in ("", "abc", "aB", "aB1", "aB1-", "窗口")] == [0, 1, 2, 3, 4, 1]


def test_one_time_passwords_meet_the_rules_and_differ(cast):
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password, cast.learner)


def test_changing_it_ends_the_other_sessions_and_is_audited(client, cast):
    enter(client, "t1001")
    other = Client()
    enter(other, "t1001")
    assert change(client, "Counter-2027").status_code == 302
    assert client.get("/organisation/account/").status_code == 200
    assert other.get("/organisation/account/").status_code == 302
    assert User.objects.get(pk=cast.learner.pk).check_password("Counter-2027")
    entry = AuditEntry.objects.get(verb="password.changed")
    assert entry.actor == "t1001" and "Counter" not in str(vars(entry))


def test_a_wrong_present_password_changes_nothing_and_counts_as_a_try(client, cast):
    enter(client, "t1001")
    for _ in range(5):
        assert change(client, "Counter-2027", old="guess").status_code == 200
    assert User.objects.get(pk=cast.learner.pk).check_password(PASSWORD)
    assert "已锁定到" in enter(Client(), "t1001").content.decode()


def test_the_last_five_are_not_taken_again(client, cast):
    enter(client, "t1001")
    used = [PASSWORD]
    for number in range(5):
        with time_machine.travel(timezone.now() + timedelta(minutes=2 * (number + 1))):
            assert change(client, f"Counter-{number}-abc", old=used[-1]).status_code == 302
            used.append(f"Counter-{number}-abc")
    for former in used[1:]:
        with pytest.raises(ValidationError, match="最近"):
            validate_password(former, User.objects.get(pk=cast.learner.pk))
    validate_password(PASSWORD, User.objects.get(pk=cast.learner.pk))
    assert PasswordRecord.objects.filter(person=cast.learner).count() == 6


def test_every_password_is_due_after_90_days_but_not_in_the_middle_of_an_exam(cast, settings, monkeypatch):
    monkeypatch.setattr(idle, "_holds", {"exam": lambda user, since: user == cast.cover})
    trainer, clerk, candidate = Client(), Client(), Client()
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        for client, name in ((trainer, "t1003"), (clerk, "t1001"), (candidate, "t1002")):
            enter(client, name)
        for client in (trainer, clerk):
            response = client.get("/")
            assert response.status_code == 302 and response.url.startswith(CHANGE)
        assert candidate.get("/").status_code == 200
        change(clerk, "Window-2027x")
        assert clerk.get("/").status_code == 200
        settings.PASSWORD_LASTS = timedelta(0)
        enter(trainer := Client(), "t1003")
        assert trainer.get("/").status_code == 200, "where passwords last for ever, as on the demo"


def test_a_one_time_password_forces_a_new_one_before_any_other_page(client, cast):
    cast.learner.must_change_password = True
    cast.learner.save()
    enter(client, "t1001")
    for path in ("/", "/organisation/account/"):
        assert client.get(path).url.startswith(CHANGE), path
    assert client.get("/api/v1/openapi.json").status_code == 403
    assert client.get(CHANGE).status_code == 200
    change(client, "Counter-2027")
    assert client.get("/").status_code == 200
