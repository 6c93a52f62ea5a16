"""The duty unit stands by a reply: it may be quoted."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import database_now, local_date
from foundation.models import User
from foundation.notices import send_notice
from question_bank.models import Enquiry, Reply

CHECK_AGAIN = timedelta(days=180)


@transaction.atomic
def verify_reply(*, reply: Reply, by: User, next_check_on: date | None = None, at: datetime | None = None) -> Enquiry:
    """answered or stale → verified, with this reply; it is looked at again in half a year unless a day is given."""
    at = at or database_now()
    enquiry = (
        Enquiry.objects.select_for_update(of=("self",)).select_related("node", "asked_by").get(pk=reply.enquiry_id)
    )
    enquiry.verified_reply, enquiry.verified_by, enquiry.verified_at = reply, by, at
    enquiry.answered_at = enquiry.answered_at or at
    enquiry.next_check_on = next_check_on or local_date(at) + CHECK_AGAIN
    enquiry.doubt = ""
    enquiry.save()
    audit.record("enquiry.verified", by=by, on=enquiry, node_path=enquiry.node.path, after={"reply": reply.pk}, at=at)
    send_notice(
        to=[enquiry.asked_by],
        title=_("您的提问已核对：%(title)s") % {"title": enquiry.title},
        url=reverse("question_bank:enquiry", args=[enquiry.pk]),
        key=f"enquiry-verified-{enquiry.pk}-{reply.pk}",
    )
    return enquiry


@transaction.atomic
def doubt_reply(*, enquiry: Enquiry, by: User, reason: str, at: datetime | None = None) -> Enquiry:
    """verified → stale, because somebody in charge says why. Raises ValueError without a reason or a verified reply."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("node").get(pk=enquiry.pk)
    if not reason.strip() or enquiry.verified_at is None:
        raise ValueError("only a verified reply can be doubted, for a reason")
    enquiry.doubt = reason.strip()[:300]
    enquiry.save(update_fields=["doubt"])
    audit.record("enquiry.doubted", by=by, on=enquiry, node_path=enquiry.node.path, reason=reason, at=at)
    return enquiry
