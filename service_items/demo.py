"""The demo catalogue: 15 service items, the rules R01-R20, reception phrases, and who serves what. 演示口径 throughout."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from foundation.clock import local_date
from foundation.models import User
from organisation.demo import DISTRICT, WRITTEN_ON, at_noon, moved
from organisation.models import Node, Posting
from service_items.models import Duty, ReceptionPhrase, ServiceItem, ServiceItemVersion, ServiceRule
from service_items.models.items import Severity
from service_items.services.freeze_item import digest
from service_items.services.index_lookup import index_items, index_rules

DATA = Path(__file__).parent / "demo_data"
IN_FORCE_FOR = timedelta(days=300)  # version 1 of every item is this old
IN_REVIEW, SCHEDULED = "I13", "I15"
SPOKEN_DAY = re.compile(r"(\d{1,2}) 月 (\d{1,2}) 日")
EXTENDED_HOURS = "周一至周五 9:00-12:00、13:00-17:00，周六 9:00-12:00（延时服务）"
COLUMNS = ("code", "name", "short_name", "pinyin", "version", "checked_on", "next_check_on")


def load(today: date) -> None:
    """Bring rules, items and duties into the database; what is already there stays as it is."""
    with transaction.atomic():
        _load_rules()
        _load_phrases(today)
        _load_items(today)
        _load_duties(today)
        _load_waiting(today)
        index_rules()
        index_items(ServiceItem.objects.select_related("current_version"))


def _load_rules() -> None:
    rules = json.loads((DATA / "service_rules.json").read_text(encoding="utf-8"))
    ServiceRule.objects.bulk_create([ServiceRule(**rule) for rule in rules], ignore_conflicts=True)


def _load_phrases(today: date) -> None:
    """What one says at the window; the days that are spoken of lie ahead of the day of loading."""
    told = json.loads((DATA / "reception_phrases.json").read_text(encoding="utf-8"))
    rules = {rule.code: rule for rule in ServiceRule.objects.all()}
    known = set(ReceptionPhrase.objects.values_list("moment", "position"))
    for moment in ReceptionPhrase.Moment:
        for position, row in enumerate(told[moment], start=1):
            if (moment, position) not in known:
                phrase = ReceptionPhrase.objects.create(
                    moment=moment, position=position, occasion=row.get("when", ""),
                    words=_spoken(row["say"], today), instead=_spoken(row.get("instead", ""), today),
                )  # fmt: skip
                phrase.rules.set(rules[code] for code in row.get("rules", []))


def _spoken(words: str, today: date) -> str:
    """The sentence with its days counted from today: 11 月 26 日 was written five days ahead."""

    def day(found: re.Match) -> str:
        spoken = moved(f"{WRITTEN_ON.year}-{int(found[1]):02}-{int(found[2]):02}", today)
        return f"{spoken.month} 月 {spoken.day} 日"

    return SPOKEN_DAY.sub(day, words)


def _load_items(today: date) -> None:
    listed = json.loads((DATA / "service_items.json").read_text(encoding="utf-8"))["items"]
    known = set(ServiceItem.objects.values_list("code", flat=True))
    district = Node.objects.get(code=DISTRICT)
    rules = {rule.code: rule for rule in ServiceRule.objects.all()}
    for entry in listed:
        if entry["code"] not in known:
            _load_item(entry, district, rules, today)


def _load_item(entry: dict, district: Node, rules: dict[str, ServiceRule], today: date) -> None:
    since = at_noon(today - IN_FORCE_FOR)
    item = ServiceItem(
        code=entry["code"],
        name=entry["name"],
        short_name=entry["short_name"],
        pinyin=entry["pinyin"],
        node=district,
        content={key: value for key, value in entry.items() if key not in COLUMNS} | {"task_code": entry["demo_code"]},
        checked_on=moved(entry["checked_on"], today),
        next_check_on=moved(entry["next_check_on"], today),
        first_published_at=since,
        last_published_at=since,
    )
    item.rules = [rules[code] for code in entry["rules"]]
    item.save()
    frozen = item.frozen()
    version = ServiceItemVersion.objects.create(
        item=item, number=1, content=frozen, content_hash=digest(frozen), effective_on=today - IN_FORCE_FOR,
        published_at=since,
    )  # fmt: skip
    revision = item.save_revision()
    ServiceItem.objects.filter(pk=item.pk).update(
        current_version=version, live_revision=revision, has_unpublished_changes=False
    )


def _load_waiting(today: date) -> None:
    """One draft that waits for `reviewer`, and one that she has approved for next week; both written by `trainer`."""
    people = {person.username: person for person in User.objects.filter(username__in=("trainer", "reviewer"))}
    fresh = {item.code: item for item in ServiceItem.objects.filter(code__in=(IN_REVIEW, SCHEDULED))}
    if len(people) < 2 or any(item.revisions.count() != 1 for item in fresh.values()):
        return
    draft = fresh[IN_REVIEW]
    draft.contact_hours, draft.change_severity = EXTENDED_HOURS, Severity.EDITORIAL
    draft.change_summary = "周六上午增加延时服务"
    draft.save_revision(user=people["trainer"])
    waiting = ServiceItem.objects.get(code=IN_REVIEW)
    waiting.get_workflow().start(waiting, people["trainer"])
    coming = fresh[SCHEDULED]
    coming.contact_hours, coming.go_live_at = EXTENDED_HOURS, at_noon(max(today, local_date()) + timedelta(days=7))
    coming.change_severity, coming.change_summary = Severity.EDITORIAL, "周六上午增加延时服务"
    coming.save_revision(user=people["trainer"]).publish(user=people["reviewer"], skip_permission_checks=True)


def _load_duties(today: date) -> None:
    """Who serves what as A or B, with the gaps that the demo means to show (云水: no A for I06, no B for I12 …)."""
    with (DATA / "duties.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    postings = {posting.person.username: posting for posting in Posting.objects.select_related("person")}
    items = {item.code: item for item in ServiceItem.objects.all()}
    held = set(Duty.objects.values_list("posting__person__username", "item__code"))
    Duty.objects.bulk_create(
        Duty(
            posting=postings[row["工号"]], item=items[row["事项"]], part=row["A/B"], start_on=moved(row["from"], today)
        )
        for row in rows
        if (row["工号"], row["事项"]) not in held
    )
