"""When something goes wrong the page says what happened and what to do next."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from training_site.errors import server_error
from training_site.portal.views import home


def test_an_unknown_address_answers_404_in_the_shell(cast, sign_in):
    answer = sign_in(cast.learner).get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有这个页面，或者您看不到它" in answer.content.decode()
    assert "何晓岚" in answer.content.decode()


def test_a_deed_that_is_not_ones_own_answers_403(cast, sign_in, monkeypatch):
    def refuse(user, at):
        raise PermissionDenied

    monkeypatch.setattr(home, "tasks_of", refuse)
    answer = sign_in(cast.learner).get("/")
    assert answer.status_code == 403
    assert "这一步不归您办" in answer.content.decode()


def test_a_page_left_open_too_long_says_so(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.learner)
    answer = client.post("/notices/read/")
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def broken_home(monkeypatch, error):
    def fail(user, at):
        raise error

    monkeypatch.setattr(home, "tasks_of", fail)


def test_a_fault_of_ours_answers_500_without_its_details(cast, sign_in, monkeypatch):
    broken_home(monkeypatch, ValueError("secret detail"))
    client = sign_in(cast.learner)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_a_busy_database_answers_503_and_when_to_come_back(cast, sign_in, monkeypatch):
    broken_home(monkeypatch, OperationalError("database is locked"))
    client = sign_in(cast.learner)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "系统正忙" in answer.content.decode()


def test_the_error_page_needs_no_database():
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
