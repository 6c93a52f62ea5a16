"""What the question bank does when something below it happened."""

import hashlib

from django.utils.translation import gettext as _

from foundation.facts import receives
from foundation.models import User
from question_bank.services.ask_enquiry import ask_enquiry
from question_bank.services.tell_owners_of_change import tell_owners_of_change
from service_items.models import ServiceItem, ServiceItemChange
from service_items.signals import guide_reported, service_item_changed


@receives(service_item_changed, name="question_bank.tell_owners")
def tell_owners(*, item_code: str, change_id: int, severity: str, effective_on: str) -> None:
    """Authors and verifiers learn at once, also when the change takes effect later."""
    change = ServiceItemChange.objects.select_related("item").filter(pk=change_id).first()
    if change:
        tell_owners_of_change(change=change)


@receives(guide_reported, name="question_bank.open_enquiry")
def open_enquiry(*, item_code: str, by_id: int, text: str) -> None:
    """A reported guide is an enquiry; the same report by the same person opens one only once."""
    item = ServiceItem.objects.filter(code=item_code).first()
    person = User.objects.filter(pk=by_id).first()
    if item is None or person is None:
        return
    ask_enquiry(
        title=_("指南可能有误：%(item)s") % {"item": item.name},
        text=text,
        by=person,
        service_items=[item],
        about=("service_item", item.code),
        source_key=hashlib.sha256(f"{item_code}:{by_id}:{text}".encode()).hexdigest(),
    )
