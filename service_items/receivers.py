"""What the catalogue does when something happens below."""

from foundation.facts import receives
from organisation.signals import posting_changed
from service_items.services.end_duties import end_duties


@receives(posting_changed, name="service_items.end_duties")
def end_left_duties(*, person_id: int, posting_id: int) -> None:
    end_duties(posting_id=posting_id)
