"""The inbox is the person's own."""

import pytest
from django.core import mail
from django.db import connection

from foundation import notices
from foundation.facts import drain_all
from foundation.models import Notice, OutboxMessage, User
from foundation.notices import send_notice, unread_count
from organisation.services import reset_password


@pytest.fixture
def told(cast):
    send_notice(to=[cast.learner, cast.cover], title="成绩已发布", key="result-1", body="68 分，合格", url="/exams/")
    return Notice.objects.get(person=cast.learner)


def test_a_learner_sees_her_notices_and_how_many_are_unread(cast, sign_in, told):
    page = sign_in(cast.learner).get("/notices/").content.decode()
    assert "成绩已发布" in page
    assert "1 条没读过" in page
    assert "1 条未读通知" in page


def test_opening_one_marks_it_read_and_leads_on(cast, sign_in, told):
    answer = sign_in(cast.learner).post(f"/notices/{told.pk}/")
    assert answer.url == "/exams/"
    assert unread_count(cast.learner) == 0
    assert unread_count(cast.cover) == 1


def test_one_can_be_marked_read_without_leaving(cast, sign_in, told):
    answer = sign_in(cast.learner).post(f"/notices/{told.pk}/", {"stay": "1"})
    assert answer.url == "/notices/"
    assert unread_count(cast.learner) == 0


def test_a_look_alone_changes_nothing(cast, sign_in, told):
    client = sign_in(cast.learner)
    assert client.get(f"/notices/{told.pk}/").status_code == 405
    assert client.get("/notices/read/").status_code == 405
    assert unread_count(cast.learner) == 1


def test_another_persons_notice_is_not_there(cast, sign_in, told):
    assert sign_in(cast.cover).post(f"/notices/{told.pk}/").status_code == 404
    assert unread_count(cast.learner) == 1


def test_all_can_be_marked_read_at_once(cast, sign_in, told):
    send_notice(to=[cast.learner], title="证书快到期", key="expiring-1")
    sign_in(cast.learner).post("/notices/read/")
    assert unread_count(cast.learner) == 0
    assert unread_count(cast.cover) == 1


def test_a_notice_cannot_lead_to_another_host(cast, sign_in, told):
    Notice.objects.filter(pk=told.pk).update(url="https://elsewhere.example/")
    assert sign_in(cast.learner).post(f"/notices/{told.pk}/").url == "/notices/"


def test_a_long_inbox_is_paged_at_a_constant_cost(cast, sign_in, django_assert_max_num_queries):
    for number in range(45):
        send_notice(to=[cast.learner], title=f"第 {number} 条", key=f"n-{number}")
    client = sign_in(cast.learner)
    client.get("/notices/")
    with django_assert_max_num_queries(14):
        page = client.get("/notices/?page=3").content.decode()
    assert "第 0 条" in page
    assert "第 44 条" not in page
    assert 'aria-current="page">3' in page


def test_a_slow_mail_server_holds_no_transaction(transactional_db, monkeypatch, settings):
    person = User.objects.create(username="t9", name="何晓岚", email="he@hall.example")
    settings.OUTBOX_WAKE = "none"
    open_while_sending = []
    for place in (notices, reset_password):
        monkeypatch.setattr(place, "send_mail", lambda *_args: open_while_sending.append(connection.in_atomic_block))
    send_notice(to=[person], title="提醒", key="plan-1", by_mail=True)
    reset_password.ask_reset(typed="t9")
    drain_all()
    assert open_while_sending == [False, False]


def test_a_mail_waits_for_a_mail_server_that_is_away_and_leaves_once(cast, deliver, settings, monkeypatch):
    settings.PUBLIC_URL = "https://xuetang.example"
    cast.learner.email = "he@hall.example"
    cast.learner.save()
    tell = {
        "to": [cast.learner, cast.cover],
        "title": "提醒",
        "key": "plan-1",
        "body": "截止日是明天。",
        "url": "/plans/",
    }
    with monkeypatch.context() as patch:
        patch.setattr(
            mail, "get_connection", lambda **_: (_ for _ in ()).throw(ConnectionRefusedError("no mail server"))
        )
        send_notice(**tell, by_mail=True)
        deliver()
    assert mail.outbox == [] and unread_count(cast.learner) == unread_count(cast.cover) == 1
    OutboxMessage.objects.update(available_at=OutboxMessage.objects.get().created_at)  # its next turn has come
    send_notice(**tell, by_mail=True)
    deliver()
    deliver()
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["he@hall.example"], "提醒", "截止日是明天。\n\nhttps://xuetang.example/plans/",
    )  # fmt: skip
