"""The second factor: required of those who may do more, taken once, and replaced by recovery codes."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from exams.models import Attempt
from foundation.models import AuditEntry, User
from organisation.services.accept_second_factor import accept_second_factor
from organisation.services.know_sign_in_duties import DUE
from organisation.services.set_one_time_password import remove_second_factor, set_one_time_password
from tests.cast import PASSWORD
from tests.exams.exam_stories import Desk, open_now
from tests.organisation.test_sign_in import enter, signed_in

AUTHENTICATE = "/accounts/2fa/authenticate/"
ACTIVATE = "/accounts/2fa/totp/activate/"


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(cast) -> str:
    secret = generate_totp_secret()
    TOTP.activate(cast.trainer, secret)
    return secret


def test_where_it_is_required_a_trainer_sets_it_up_before_any_other_page(
    cast, settings, django_capture_on_commit_callbacks
):
    settings.MFA_REQUIRED_FOR_ROLES = True
    client, somebody_else = Client(), Client()
    enter(client, "t1003")
    enter(somebody_else, "t1003")
    for path in ("/", "/cms/", "/organisation/account/", "/questions/"):
        assert client.get(path).url.startswith(ACTIVATE), path
    assert client.get("/api/v1/openapi.json").status_code == 403
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(ACTIVATE)
    assert page.status_code == 200 and "<svg" in page.content.decode()
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": code_of(secret)})
    assert response.status_code == 302 and "recovery-codes" in response.url
    assert client.get(response.url).status_code == 200
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.filter(verb="second_factor.added", actor="t1003").exists()
    assert "/accounts/login/" in somebody_else.get("/").url, "who knows the password alone does not slip in behind her"


def test_what_a_page_would_ask_for_first_an_exam_asks_for_too(cast, settings):
    settings.MFA_REQUIRED_FOR_ROLES = True
    sitting = open_now(cast, [cast.learner, cast.trainer])
    begin = f"sittings/{sitting.pk}/attempts"
    for person, mends in ((cast.trainer, lambda: TOTP.activate(cast.trainer, generate_totp_secret())),
                          (cast.learner, lambda: User.objects.update(must_change_password=False))):  # fmt: skip
        User.objects.filter(pk=cast.learner.pk).update(must_change_password=True)
        for method, path in (("get", "me/sittings"), ("post", begin)):
            refused = Desk(person).call(method, path)
            assert (refused.status_code, refused.json()["code"]) == (403, "duty_first"), (person, path)
        assert not Attempt.objects.filter(person=person).exists()
        mends()
        Desk(person).start(sitting)


def test_an_old_password_lets_an_exam_that_runs_go_on(cast, settings):
    sitting = open_now(cast, [cast.learner, cast.cover])
    desk, other = Desk(cast.learner), Desk(cast.cover)
    desk.start(sitting)
    for each in (desk, other):
        session = each.http.session
        session[DUE] = time.time() - 1
        session.save()
    assert desk.call("post", f"sittings/{sitting.pk}/attempts").status_code == 200
    assert other.call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "duty_first"


def test_staff_and_the_demo_are_only_offered_it(cast, settings):
    settings.MFA_REQUIRED_FOR_ROLES = True
    clerk, trainer = Client(), Client()
    enter(clerk, "t1001")
    assert clerk.get("/").status_code == 200
    settings.MFA_REQUIRED_FOR_ROLES = False
    enter(trainer, "t1003")
    assert trainer.get("/").status_code == 200
    assert "设置两步验证" in trainer.get("/organisation/account/").content.decode()


def test_a_password_alone_does_not_sign_in_who_has_a_second_factor(cast, secret):
    client = Client()
    assert enter(client, "t1003").url == AUTHENTICATE
    assert not signed_in(client)
    assert client.get("/").status_code == 302
    assert client.post(AUTHENTICATE, {"code": code_of(secret)}).status_code == 302
    assert client.get("/").status_code == 200


def test_a_code_is_taken_once_also_while_it_would_still_be_valid(cast, secret):
    code = code_of(secret)
    first, second = Client(), Client()
    for client in (first, second):
        enter(client, "t1003")
        client.post(AUTHENTICATE, {"code": code})
    assert signed_in(first) and not signed_in(second)
    with time_machine.travel(time.time() + 30):
        assert accept_second_factor(person=cast.trainer, code=code) is None


def test_a_broken_rule_would_be_noticed(cast, secret, settings):
    settings.SABOTAGE = frozenset({"second-factor-once"})
    code = code_of(secret)
    assert accept_second_factor(person=cast.trainer, code=code)
    assert accept_second_factor(person=cast.trainer, code=code)


def test_a_phone_that_is_half_a_minute_off_still_works_and_an_older_code_does_not_follow(cast, secret):
    assert accept_second_factor(person=cast.trainer, code=code_of(secret, 1))
    assert accept_second_factor(person=cast.trainer, code=code_of(secret, 0)) is None
    assert accept_second_factor(person=cast.trainer, code=code_of(secret, 2)) is None


def test_a_recovery_code_works_once(cast, secret):
    codes = RecoveryCodes.activate(cast.trainer).generate_codes()
    first, second = Client(), Client()
    for client in (first, second):
        enter(client, "t1003")
        client.post(AUTHENTICATE, {"code": codes[0]})
    assert signed_in(first) and not signed_in(second)


def test_a_one_time_password_does_not_lead_around_it(cast, secret):
    password = set_one_time_password(person=cast.trainer, by=cast.admin)
    client = Client()
    assert enter(client, "t1003", password).url == AUTHENTICATE
    assert not signed_in(client)


def test_an_administrator_takes_away_a_lost_one(cast, secret):
    remove_second_factor(person=cast.trainer, by=cast.admin)
    client = Client()
    assert enter(client, "t1003").url == "/"
    assert AuditEntry.objects.get(verb="second_factor.reset").actor == "t9001"


def test_who_waits_at_the_code_while_it_is_taken_away_signs_in_again(cast, secret):
    client = Client()
    enter(client, "t1003")
    remove_second_factor(person=cast.trainer, by=cast.admin)
    answer = client.get(AUTHENTICATE, follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)] and "请重新登录" in answer.content.decode()
    assert not signed_in(client)
    assert enter(client, "t1003").url == "/" and signed_in(client)


def test_the_code_that_set_it_up_is_spent(cast, django_capture_on_commit_callbacks):
    client, other = Client(), Client()
    enter(client, "t1003")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    code = code_of(client.get(ACTIVATE).context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": code})
    enter(other, "t1003")
    other.post(AUTHENTICATE, {"code": code})
    assert not signed_in(other)


def test_five_wrong_codes_lock_the_second_factor(cast, secret):
    client = Client()
    enter(client, "t1003")
    for left in (4, 3, 2, 1, 0):
        assert f"还可以试 {left} 次" in client.post(AUTHENTICATE, {"code": "000000"}).content.decode()
    assert "已锁定到" in client.post(AUTHENTICATE, {"code": code_of(secret)}).content.decode()
    assert not signed_in(client)
    told = [AuditEntry.objects.filter(verb=f"second_factor.{deed}").count() for deed in ("failed", "locked")]
    assert told == [5, 1]


def test_who_must_have_it_cannot_take_it_off(cast, secret, settings):
    settings.MFA_REQUIRED_FOR_ROLES = True
    client = Client()
    enter(client, "t1003")
    client.post(AUTHENTICATE, {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=cast.trainer, type="totp").exists()
