"""A person signs in by staff number or e-mail, and out again."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from foundation.models import AuditEntry
from organisation.models import Role
from tests.cast import PASSWORD, make_person

LOGIN = "/accounts/login/"


def enter(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["t1001", "T1001", " t1001 ", "ｔ１００１", "he@hall.example", "He@Hall.Example"])
def test_any_spelling_of_number_or_address_opens_the_account(client, cast, typed):
    cast.learner.email = "he@hall.example"
    cast.learner.save()
    response = enter(client, typed)
    assert response.status_code == 302 and response.url == "/"
    assert int(client.session["_auth_user_id"]) == cast.learner.pk
    entry = AuditEntry.objects.get(verb="sign_in.succeeded")
    assert entry.actor == "t1001" and entry.node_path == cast.hall.path


def test_after_signing_in_she_is_where_she_meant_to_go(client, cast):
    response = client.post(LOGIN, {"login": "t1001", "password": PASSWORD, "next": "/organisation/account/"})
    assert response.url == "/organisation/account/"
    response = Client().post(LOGIN, {"login": "t1001", "password": PASSWORD, "next": "https://evil.example/"})
    assert response.url == "/"


def test_every_page_needs_a_signed_in_person(client, cast):
    for path in ("/", "/organisation/account/", "/accounts/password/change/"):
        response = client.get(path)
        assert response.status_code == 302 and response.url.startswith(LOGIN), path


def test_the_admin_and_its_password_pages_lead_to_the_one_sign_in(client, cast):
    response = client.get("/cms/login/?next=/cms/pages/")
    assert response.url == f"{LOGIN}?next=%2Fcms%2Fpages%2F"
    assert client.get("/cms/login/?next=https://evil.example/").url == f"{LOGIN}?next=%2Fcms%2F"
    assert client.get("/cms/password_reset/").url.startswith(LOGIN)
    assert client.get("/cms/password_reset/confirm/MQ/abc-def/").url.startswith(LOGIN)
    assert LOGIN in client.get("/cms/").url


@pytest.mark.parametrize(
    "path",
    ["/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/x/", "/accounts/password/set/", "/cms/users/",
     "/cms/groups/", "/cms/users/new/", "/cms/users/edit/1/", "/cms/bulk/foundation/user/delete/", "/_util/login/"],
)  # fmt: skip
def test_ways_around_the_people_page_do_not_exist(client, cast, path):
    client.force_login(cast.admin)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_who_forgot_the_password_reads_whom_to_ask(client, cast):
    response = client.get(reverse("account_reset_password"))
    assert "一次性密码" in response.content.decode()
    assert client.post(reverse("account_reset_password"), {"email": "he@hall.example"}).status_code == 200


def test_signing_out_clears_what_the_browser_kept(client, cast):
    enter(client, "t1001")
    response = client.post("/accounts/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["signed_out"].value == "1"
    assert not signed_in(client)
    assert AuditEntry.objects.filter(verb="sign_in.ended", actor="t1001").exists()


def test_the_admins_sign_out_button_does_the_same(client, cast):
    client.force_login(cast.trainer)
    response = client.post("/cms/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.url == LOGIN and not signed_in(client)


def test_a_page_in_between_does_not_clear_anything(client, cast):
    client.force_login(cast.learner)
    assert "Clear-Site-Data" not in client.get("/organisation/account/").headers


def test_a_disabled_person_is_out_at_the_next_request_and_cannot_come_back(client, cast):
    enter(client, "t1001")
    cast.learner.is_active = False
    cast.learner.save()
    assert client.get("/").url.startswith(LOGIN)
    response = enter(Client(), "t1001")
    assert "工号或密码不对" in response.content.decode()


def test_signing_in_changes_the_session_key(client, cast):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    enter(client, "t1001")
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_demo_lists_its_accounts_and_a_real_hall_lists_none(client, db, cast, settings):
    make_person("clerk", "林晓棠", cast.hall, Role.STAFF)
    settings.DEMO_ACCOUNTS = ("clerk",)
    assert "林晓棠" not in client.get(LOGIN).content.decode()
    settings.DEMO = True
    page = client.get(LOGIN).content.decode()
    assert "林晓棠" in page and 'data-fill="clerk"' in page and "窗口人员" in page
