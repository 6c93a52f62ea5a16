"""Ask what nobody wrote down."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.clock import database_now, local_date
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Node, Posting
from question_bank.models import Enquiry
from question_bank.text import searchable
from service_items.models import ServiceItem, ServiceRule

WORKING_DAYS = 3


@transaction.atomic
def ask_enquiry(
    *,
    title: str,
    text: str,
    by: User,
    service_items: Iterable[ServiceItem] = (),
    rules: Iterable[ServiceRule] = (),
    about: tuple[str, str] = ("", ""),
    owner: User | None = None,
    due_on: date | None = None,
    source_key: str | None = None,
    at: datetime | None = None,
) -> Enquiry:
    """The open enquiry, at the asker's own node; due in three working days. The same `source_key` gives the one there is.

    Raises ValueError for somebody who is posted nowhere.
    """
    at = at or database_now()
    if source_key and (known := Enquiry.objects.filter(source_key=source_key).first()):
        return known
    enquiry = Enquiry.objects.create(
        title=title.strip(), text=text.strip(), asked_by=by, asked_at=at, node=home_node(by), owner=owner,
        about_kind=about[0], about_key=about[1], due_on=due_on or working_days_after(local_date(at), WORKING_DAYS),
        source_key=source_key, search_text=searchable(f"{title} {text}"),
    )  # fmt: skip
    enquiry.service_items.set(service_items)
    enquiry.rules.set(rules)
    if owner and owner != by:
        send_notice(
            to=[owner],
            title=_("有一个提问等您答复：%(title)s") % {"title": enquiry.title},
            url=reverse("question_bank:enquiry", args=[enquiry.pk]),
            key=f"enquiry-asked-{enquiry.pk}",
        )
    return enquiry


def home_node(person: User) -> Node:
    """Where the person works, or the node of a role. Raises ValueError if there is neither."""
    posting = Posting.objects.filter(person=person).select_related("node").order_by("end_on", "pk").first()
    if posting:
        return posting.node
    grant = person.role_grants.filter(revoked_at=None).select_related("node").first()
    if grant is None:
        raise ValueError(f"{person} is posted nowhere")
    return grant.node


def working_days_after(day: date, count: int) -> date:
    """The day `count` working days later, Saturdays and Sundays left out.

    >>> working_days_after(date(2026, 11, 20), 3)  # a Friday
    datetime.date(2026, 11, 25)
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
