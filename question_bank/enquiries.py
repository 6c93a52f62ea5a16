"""Questions asked of the enquiries."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from rapidfuzz import fuzz, process

from foundation.models import User
from organisation.models import Role
from organisation.permissions import has_role, in_scope
from question_bank.models import Enquiry
from question_bank.text import bare, searchable

DUTY = (Role.TRAINER, Role.REVIEWER)
ALIKE = 45


def listed(on: date) -> QuerySet[Enquiry]:
    """Enquiries with `is_stale`, and what a list shows of them."""
    stale = Enquiry.objects.stale_on(on).filter(pk=OuterRef("pk"))
    return Enquiry.objects.annotate(is_stale=Exists(stale)).select_related(
        "asked_by", "owner", "verified_reply", "verified_by", "node"
    ).prefetch_related("service_items")  # fmt: skip


def searched(rows: QuerySet[Enquiry], query: str) -> QuerySet[Enquiry]:
    """Those that hold every word of the query, in question or verified reply."""
    for word in searchable(query).split():
        rows = rows.filter(Q(search_text__contains=word) | Q(verified_reply__text__contains=word))
    return rows


def faq(on: date) -> QuerySet[Enquiry]:
    """What may be quoted on that day, the latest verified first."""
    return (
        listed(on).filter(pk__in=Enquiry.objects.verified_on(on).values("pk")).order_by(F("verified_at").desc(), "-pk")
    )


def state_of(enquiry: Enquiry) -> str:
    """open, answered, verified or stale; of a row that `listed` gave."""
    if enquiry.answered_at is None:
        return "open"
    if enquiry.verified_at is None:
        return "answered"
    return "stale" if enquiry.is_stale else "verified"


def alike(text: str, most: int = 5) -> list[Enquiry]:
    """Enquiries that ask much the same, by shared pairs of characters (rapidfuzz's token set ratio over bigrams)."""
    wanted = _bigrams(text)
    if not wanted:
        return []
    rows = dict(Enquiry.objects.values_list("pk", "title"))
    found = process.extract(
        wanted,
        {pk: _bigrams(title) for pk, title in rows.items()},
        scorer=fuzz.token_set_ratio,
        score_cutoff=ALIKE,
        limit=most,
    )
    known = Enquiry.objects.in_bulk([pk for _text, _score, pk in found])
    return [known[pk] for _text, _score, pk in found]


def _bigrams(text: str) -> str:
    plain = bare(text)
    return " ".join(plain[place : place + 2] for place in range(len(plain) - 1))


def may_verify(user: User, enquiry: Enquiry) -> bool:
    """Trainers and reviewers of the unit where it was asked, or above it."""
    return has_role(user, *DUTY, at=enquiry.node)


def waiting_for(user: User, on: date) -> QuerySet[Enquiry]:
    """What this person should see to: theirs to answer, and in their unit what is open, unverified or stale."""
    rows = listed(on)
    stale = Enquiry.objects.stale_on(on).values("pk")
    unsettled = Q(verified_at=None) | Q(pk__in=stale)
    scoped = in_scope(Enquiry.objects.all(), user, *DUTY).values("pk")
    mine = Q(owner=user, answered_at=None)
    return rows.filter(mine | (unsettled & Q(pk__in=scoped))).order_by(F("due_on").asc(nulls_last=True), "asked_at")
