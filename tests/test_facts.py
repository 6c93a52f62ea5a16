"""Facts reach every receiver once, and a failing receiver does not hold up the others."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from foundation import facts
from foundation.models import OutboxMessage
from foundation.tasks import dispatch_outbox


@pytest.fixture
def fact():
    fact = facts.Fact("test.something_happened", ("thing_id",))
    yield fact
    del facts.ALL_FACTS[fact.name]


def test_each_receiver_hears_a_fact_once_however_often_it_is_announced(db, fact, deliver):
    heard = []
    facts.receives(fact, name="one")(lambda thing_id: heard.append(("one", thing_id)))
    facts.receives(fact, name="two")(lambda thing_id: heard.append(("two", thing_id)))
    for _ in range(3):
        facts.announce(fact, key="thing-7", thing_id=7)
    deliver()
    deliver()
    assert sorted(heard) == [("one", 7), ("two", 7)]


def test_a_failing_receiver_waits_and_the_other_is_served(db, fact, deliver):
    heard = []

    def fail(thing_id):
        raise ValueError("not today")

    facts.receives(fact, name="failing")(fail)
    facts.receives(fact, name="working")(heard.append)
    facts.receives(fact, name="working")(lambda thing_id: heard.append(thing_id))
    facts.announce(fact, key="thing-8", thing_id=8)
    deliver()
    failed = OutboxMessage.objects.get(receiver="failing")
    assert heard == [8]
    assert failed.handled_at is None


def test_what_failed_comes_again_ever_more_slowly_until_it_succeeds(
    db, fact, deliver, django_capture_on_commit_callbacks
):
    heard, trouble = [], [ValueError("not today"), ValueError("not tomorrow")]

    def receive(thing_id):
        OutboxMessage.objects.create(
            fact="half", receiver="done", key=f"{len(trouble)}", created_at=timezone.now(), available_at=timezone.now()
        )
        if trouble:
            raise trouble.pop()
        heard.append(thing_id)

    facts.receives(fact, name="in trouble")(receive)
    facts.announce(fact, key="thing-8", thing_id=8)
    message = OutboxMessage.objects.get(receiver="in trouble")
    for attempts, error, pause in ((1, "not tomorrow", 2), (2, "not today", 4)):
        began = timezone.now()
        with django_capture_on_commit_callbacks(execute=True):
            deliver()
        message.refresh_from_db()
        assert (message.attempts, message.error, message.handled_at) == (attempts, error, None)
        assert timedelta(seconds=pause) <= message.available_at - began < timedelta(seconds=pause + 2)
        deliver()  # too early: nothing happens
        assert OutboxMessage.objects.get(pk=message.pk).attempts == attempts
        OutboxMessage.objects.filter(pk=message.pk).update(available_at=began)
    dispatch_outbox()  # what beat starts every 20 s
    message.refresh_from_db()
    assert heard == [8] and message.handled_at
    assert OutboxMessage.objects.filter(fact="half").values_list("key", flat=True).get() == "0"  # no half deed stayed


def test_who_talks_to_another_machine_holds_no_transaction_and_no_second_worker_does_it_too(
    transactional_db, fact, settings
):
    settings.OUTBOX_WAKE = "none"
    heard = []

    def mail(thing_id):
        heard.append((thing_id, connection.in_atomic_block, facts.drain()))

    facts.receives(fact, name="mail", outside=True)(mail)
    facts.announce(fact, key="thing-7", thing_id=7)
    assert facts.drain() == 1
    assert heard == [(7, False, 0)]
    assert facts.drain() == 0 and OutboxMessage.objects.get().handled_at


def test_a_mail_comes_again_when_it_failed_and_when_its_worker_was_killed(transactional_db, fact, settings):
    settings.OUTBOX_WAKE = "none"
    heard, trouble = [], [ConnectionRefusedError("no mail server"), SystemExit()]  # raised from the last

    def mail(thing_id):
        if trouble:
            raise trouble.pop()
        heard.append(thing_id)

    facts.receives(fact, name="mail", outside=True)(mail)
    facts.announce(fact, key="thing-7", thing_id=7)
    began = timezone.now()
    with pytest.raises(SystemExit):
        facts.drain()
    killed = OutboxMessage.objects.get()
    assert not killed.handled_at and began < killed.available_at < began + timedelta(minutes=10)
    assert facts.drain() == 0  # too early: the other might still be at it
    for attempts in (0, 1):
        OutboxMessage.objects.update(available_at=began)
        facts.drain()
        assert heard == [7] * attempts
    assert OutboxMessage.objects.get().handled_at and OutboxMessage.objects.get().attempts == 1


def test_a_fact_that_is_rolled_back_was_never_told(db, fact, deliver):
    heard = []
    facts.receives(fact, name="one")(lambda thing_id: heard.append(thing_id))
    with pytest.raises(RuntimeError), transaction.atomic():
        facts.announce(fact, key="thing-9", thing_id=9)
        raise RuntimeError
    deliver()
    assert heard == []


def test_details_must_be_those_the_fact_declares(db, fact):
    with pytest.raises(ValueError):
        facts.announce(fact, key="x", other=1)
