"""The demo hall has practised for months and asked in all states."""

from datetime import date

import pytest

from organisation import demo as organisation_demo
from question_bank import demo as bank_demo
from question_bank import enquiries
from question_bank.models import Enquiry, PracticeAnswer, WrongAnswer
from service_items import demo as items_demo

TODAY = date(2026, 11, 21)


@pytest.mark.usefixtures("db")
def test_the_demo_has_practice_of_months_and_enquiries_in_all_states(settings):
    settings.DEMO_PASSWORD = "Yunchuang-2026"
    for demo in (organisation_demo, items_demo, bank_demo):
        demo.load(TODAY)
    counts = (PracticeAnswer.objects.count(), Enquiry.objects.count(), WrongAnswer.objects.count())
    assert counts[0] > 500 and counts[1] == 14
    assert (
        WrongAnswer.objects.filter(cleared_at=None).exists() and WrongAnswer.objects.exclude(cleared_at=None).exists()
    )
    states = {enquiries.state_of(row) for row in enquiries.listed(TODAY)}
    assert states == {"open", "answered", "verified", "stale"}
    bank_demo.load(TODAY)
    assert counts == (PracticeAnswer.objects.count(), Enquiry.objects.count(), WrongAnswer.objects.count())
