"""Tell people that what they wrote or verified has to be looked at again."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import User
from foundation.notices import send_notice
from question_bank.models import Enquiry, QuestionVersion
from service_items.models import ServiceItemChange
from service_items.selectors import STALING

SWEPT = timedelta(days=400)


@transaction.atomic
def tell_owners_of_change(*, change: ServiceItemChange) -> int:
    """One notice per author of questions in force and per verifier of enquiries on the item; how many people.

    Told once per change and person, however often this runs. An editorial change tells nobody.
    """
    if change.severity not in STALING:
        return 0
    words = {"item": str(change.item), "day": change.effective_on.isoformat()}
    versions = QuestionVersion.objects.in_force().filter(service_items=change.item, approved_at__lt=change.announced_at)
    questions = Counter(versions.values_list("question__author", flat=True))
    for person in User.objects.filter(pk__in=questions, is_active=True):
        send_notice(
            to=[person],
            title=_("%(n)s 道题要对照新规定复核：%(item)s，%(day)s 起生效") % {"n": questions[person.pk], **words},
            body=change.summary,
            url=f"{reverse('question_admin:index')}?item={change.item.code}",
            key=f"questions-stale-{change.pk}",
        )
    verified = Enquiry.objects.filter(service_items=change.item, verified_at__lt=change.announced_at)
    answers = Counter(verified.values_list("verified_by", flat=True))
    for person in User.objects.filter(pk__in=answers, is_active=True):
        send_notice(
            to=[person],
            title=_("%(n)s 条问答要重新核对：%(item)s，%(day)s 起生效") % {"n": answers[person.pk], **words},
            body=change.summary,
            url=f"{reverse('question_bank:enquiries')}?tab=queue",
            key=f"enquiries-stale-{change.pk}",
        )
    return len(set(questions) | set(answers))


def sweep_changes() -> int:
    """Do it for every change announced lately, in case a message was lost; how many changes were looked at."""
    changes = ServiceItemChange.objects.filter(
        severity__in=STALING, announced_at__gte=timezone.now() - SWEPT
    ).select_related("item")
    for change in changes:
        tell_owners_of_change(change=change)
    return len(changes)
