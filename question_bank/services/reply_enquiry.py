"""Answer an enquiry."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from question_bank.models import Enquiry, Reply


@transaction.atomic
def reply_enquiry(*, enquiry: Enquiry, by: User, text: str, basis: str = "", at: datetime | None = None) -> Reply:
    """open → answered with the first reply of another person; who asked may add, which answers nothing."""
    at = at or database_now()
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    reply = Reply.objects.create(enquiry=enquiry, by=by, at=at, text=text.strip(), basis=basis.strip())
    if by.pk != enquiry.asked_by_id:
        if enquiry.answered_at is None:
            enquiry.answered_at = at
            enquiry.save(update_fields=["answered_at"])
        send_notice(
            to=[enquiry.asked_by],
            title=_("您的提问有了答复：%(title)s") % {"title": enquiry.title},
            url=reverse("question_bank:enquiry", args=[enquiry.pk]),
            key=f"enquiry-reply-{reply.pk}",
        )
    return reply
