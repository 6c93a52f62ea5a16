"""The demo hall's enquiries, in all states. Fictional, 演示口径 throughout."""

import json
from datetime import date, timedelta
from pathlib import Path

from foundation.models import User
from organisation.demo import at_noon
from question_bank.models import Enquiry
from question_bank.services.ask_enquiry import ask_enquiry
from question_bank.services.reply_enquiry import reply_enquiry
from question_bank.services.verify_reply import doubt_reply, verify_reply
from service_items.models import ServiceItem, ServiceRule

DATA = Path(__file__).parent / "demo_data" / "enquiries.json"


def load(today: date) -> None:
    """Ask, answer and verify as the file says, dated from `today`; what is already there stays as it is."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["enquiries"]
    known = set(Enquiry.objects.filter(source_key__startswith="demo-").values_list("source_key", flat=True))
    names = {row[field] for row in rows for field in ("asked_by", "owner")}
    names |= {reply["by"] for row in rows for reply in row["replies"]}
    names |= {row["verified"]["by"] for row in rows if row["verified"]}
    people = User.objects.in_bulk(names, field_name="username")
    for row in rows:
        if f"demo-{row['key']}" not in known:
            _load_one(row, today, people)


def _load_one(row: dict, today: date, people: dict[str, User]) -> None:
    def day(offset: int | None) -> date | None:
        return None if offset is None else today + timedelta(days=offset)

    enquiry = ask_enquiry(
        title=row["title"],
        text=row["question"],
        by=people[row["asked_by"]],
        owner=people[row["owner"]],
        service_items=ServiceItem.objects.filter(code__in=row["service_items"]),
        rules=ServiceRule.objects.filter(code__in=row["rules"]),
        about=("service_item", row["service_items"][0]) if row["service_items"] else ("", ""),
        due_on=day(row["due_on_offset"]),
        source_key=f"demo-{row['key']}",
        at=at_noon(day(row["asked_on_offset"])),
    )
    replies = [
        reply_enquiry(
            enquiry=enquiry, by=people[each["by"]], text=each["text"], basis=each["basis"],
            at=at_noon(day(each["on_offset"])),
        )
        for each in row["replies"]
    ]  # fmt: skip
    if verified := row["verified"]:
        verify_reply(
            reply=replies[0],
            by=people[verified["by"]],
            next_check_on=day(verified["next_check_on_offset"]),
            at=at_noon(day(verified["on_offset"])),
        )
    if stale := row["stale"]:
        doubt_reply(enquiry=enquiry, by=people[row["verified"]["by"]], reason=stale["reason"])
