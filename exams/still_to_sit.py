"""Who may yet sit an exam: as long as there is anybody, nothing that gives its answers away is shown to candidates, and
those people neither read its keys nor mark it (docs/decisions/0018)."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exams.models import Attempt, Candidacy, Extension, Sitting
from exams.rules import states


def extension_of_candidacy() -> Coalesce:
    """The seconds that an officer gave a candidacy, by itself or with everyone: an annotation of Candidacy."""
    given = Extension.objects.filter(Q(candidacy=OuterRef("pk")) | Q(candidacy=None), sitting=OuterRef("sitting"))
    return Coalesce(Subquery(given.order_by().values("sitting").annotate(s=Sum("seconds")).values("s")), 0)


def with_attempts_left() -> QuerySet[Candidacy]:
    """Standing candidacies, no test runs, of exams that are not called off, that are in the midst of an attempt
    (`writing`) or have one left to begin; `ends` is their window's end without extensions."""
    begun = Attempt.objects.filter(candidacy=OuterRef("pk")).exclude(state__in=[states.CREATED, states.VOID])
    count = begun.order_by().values("candidacy").annotate(n=Count("pk")).values("n")
    writing = Attempt.objects.filter(candidacy=OuterRef("pk"), state__in=states.BEGUN)
    rows = Candidacy.objects.filter(withdrawn_at=None, trial=False, sitting__state=Sitting.State.SCHEDULED).annotate(
        begun=Coalesce(Subquery(count, output_field=IntegerField()), 0),
        writing=Exists(writing),
        ends=Coalesce("closes_at", "sitting__closes_at"),
    )
    return rows.filter(Q(writing=True) | Q(begun__lt=F("sitting__attempts_allowed") + F("extra_attempts")))


def still_to_sit(sitting: Sitting, at: datetime) -> int:
    """How many people of the sitting may begin an attempt after `at`, or are writing one."""
    rows = with_attempts_left().filter(sitting=sitting).annotate(extension=extension_of_candidacy())
    left = rows.values_list("writing", "ends", "extension")
    return sum(writing or ends + timedelta(seconds=extension) > at for writing, ends, extension in left)


def may_sit_it(person, at: datetime) -> QuerySet[Candidacy]:
    """The person's own candidacies of that kind, to be narrowed down to a sitting."""
    return with_attempts_left().filter(Q(writing=True) | Q(ends__gt=at), person=person)
