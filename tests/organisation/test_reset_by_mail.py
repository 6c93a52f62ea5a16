"""Who forgot the password sets a new one over a link, where the installation can send mail; strangers learn nothing."""

import re

import pytest
from django.core import mail
from django.test import Client

from foundation import facts
from foundation.models import AuditEntry, User
from tests.organisation.test_sign_in import enter
from tests.pages import without_tokens

RESET = "/accounts/password/reset/"
NEW = "Window-at-the-river-7"


@pytest.fixture
def with_mail(settings, cast):
    settings.PASSWORD_RESET_BY_MAIL = True
    settings.PUBLIC_URL = "http://xuetang.example"
    User.objects.filter(pk=cast.learner.pk).update(email="he@hall.example")


def ask(typed: str) -> str:
    answer = Client().post(RESET, {"email": typed}, headers={"host": "testserver"})
    assert answer.url == f"{RESET}done/"
    facts.drain_all()
    return without_tokens(Client().get(answer.url).content.decode())


def link() -> str:
    return re.search(r"http://xuetang\.example(/accounts/\S+)", mail.outbox[-1].body)[1]


def test_the_link_sets_a_password_by_the_rules_once_and_ends_every_session(cast, with_mail):
    elsewhere, client = Client(), Client()
    enter(elsewhere, "t1001")
    ask("HE@hall.example")
    assert mail.outbox[-1].to == ["he@hall.example"] and "何晓岚" in mail.outbox[-1].body
    first = link()
    form = client.get(first, follow=True).redirect_chain[-1][0]
    assert "set-password" in form, "the key leaves the address bar"
    assert "至少" in client.post(form, {"password1": "short", "password2": "short"}).content.decode()
    done = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "新密码已设好" in done.content.decode()
    assert elsewhere.get("/organisation/account/").status_code == 302
    assert enter(Client(), "t1001", NEW).url == "/"
    assert "已经用过" in Client().get(first, follow=True).content.decode()
    verbs = list(AuditEntry.objects.filter(verb__startswith="password.").values_list("verb", flat=True))
    assert verbs == ["password.reset_asked", "password.changed"]


def test_the_answer_is_the_same_for_whoever_is_asked_for_and_the_sixth_is_put_off(cast, with_mail):
    User.objects.filter(pk=cast.cover.pk).update(email="liang@hall.example", is_active=False)
    said = {ask(typed) for typed in ("t1001", "t1002", "t1003", "nobody@hall.example", "没有这个人")}
    assert len(said) == 1 and [sent.to for sent in mail.outbox] == [["he@hall.example"]]
    statuses = [Client().post(RESET, {"email": "t2001"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


def test_without_a_mail_server_the_page_says_whom_to_ask_and_no_link_works(cast, client):
    for path in (RESET, f"{RESET}done/", f"{RESET}key/1-abc/", f"{RESET}key/done/"):
        assert "系统管理员" in client.get(path).content.decode()
        assert client.post(path, {"email": "t1001"}).status_code == 200
    assert not AuditEntry.objects.filter(verb="password.reset_asked").exists()
