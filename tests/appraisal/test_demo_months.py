"""The demo hall has three closed months from its sheets, an open one, and an objection that waits."""

from datetime import date

import organisation.demo
import service_items.demo
from appraisal import demo
from appraisal.bulletin import bulletin_of
from appraisal.models import AppraisalEntry, AppraisalPeriod, Award, GoodDeed, ImportedSheet, Objection
from appraisal.selectors import waiting_objections
from appraisal.services.close_period import snapshot_hash
from appraisal.services.reckon_period import reckon_period
from foundation.models import User

TODAY = date(2027, 3, 1)  # after a month of twenty working days, before this one has any


def test_three_months_come_through_the_importer_and_hang_together(db, settings):
    settings.DEMO_PASSWORD = "Yunchuang-2026"
    for app in (organisation.demo, service_items.demo, demo, demo):
        app.load(TODAY)
    periods = list(AppraisalPeriod.objects.order_by("month"))
    assert [period.state for period in periods] == ["closed"] * 3 + ["open"]
    for period in periods[:3]:
        assert period.sheets.filter(replaced_at=None).count() == 5
        assert period.snapshot_hash == snapshot_hash(period.snapshot)
        assert reckon_period(period=period) == 0  # nothing is left to say
        text = "\n".join(line for part in bulletin_of(period).sections[0].parts for line in part.paragraphs)
        accepted = sum(row.data["受理"] for row in _figures(period, "volume"))
        assert f"共受理业务办件{accepted}件" in text and accepted > 4000
        assert Award.objects.filter(period=period).count() == 13
    deeds = GoodDeed.objects.filter(person__username="clerk")
    assert AppraisalEntry.objects.get(person__username="clerk", indicator__key="deeds").points == deeds.count() == 1
    assert Objection.objects.get().entry.period == periods[3]
    manager = User.objects.get(username="manager")
    assert waiting_objections(manager) == [Objection.objects.get()]  # another one brought the sheet


def _figures(period, kind: str):
    return ImportedSheet.objects.get(period=period, kind=kind, replaced_at=None).figures.all()
