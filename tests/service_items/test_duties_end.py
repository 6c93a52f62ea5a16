"""Whoever leaves a posting no longer serves its items, and the trail says so."""

from datetime import timedelta

import pytest

from foundation import facts
from foundation.clock import local_date
from foundation.models import AuditEntry, User
from organisation.models import Posting
from organisation.services.deactivate_person import deactivate_person
from service_items.models import Duty, ServiceItem
from service_items.services.sweep_catalogue import sweep_catalogue


@pytest.fixture
def duties(cast):
    posting = Posting.objects.get(person=cast.learner)
    items = [ServiceItem.objects.create(code=f"I0{number}", name=f"事项{number}") for number in range(3)]
    today = local_date()
    days = [(None, None), (today - timedelta(days=90), today - timedelta(days=30)), (today + timedelta(days=9), None)]
    return [
        Duty.objects.create(posting=posting, item=item, part="A", start_on=start, end_on=end)
        for item, (start, end) in zip(items, days, strict=True)
    ]


def ends(duties) -> list:
    return [Duty.objects.get(pk=duty.pk).end_on for duty in duties]


def test_duties_end_with_the_posting_and_earlier_ends_stay(cast, duties):
    deactivate_person(person=User.objects.get(pk=cast.learner.pk), by=cast.admin, left_on=local_date())
    facts.drain_all()
    today = local_date()
    posting = Posting.objects.get(person=cast.learner)
    assert ends(duties) == [posting.end_on, today - timedelta(days=30), today + timedelta(days=9)]
    trail = AuditEntry.objects.filter(verb="duty.ended")
    assert trail.count() == 2 and trail.first().node_path == cast.hall.path
    facts.drain_all()
    assert sweep_catalogue() == 0 and trail.count() == 2


def test_a_lost_message_is_made_good_by_the_sweep(cast, duties):
    Posting.objects.filter(person=cast.learner).update(end_on=local_date() - timedelta(days=1))
    assert sweep_catalogue() == 2 and sweep_catalogue() == 0
    assert ends(duties)[0] == local_date() - timedelta(days=1)


def test_duties_of_who_stays_are_left_alone(cast, duties):
    assert sweep_catalogue() == 0 and ends(duties)[0] is None
