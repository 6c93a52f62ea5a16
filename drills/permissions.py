"""Which cases a person may play or author, and which runs are theirs."""

from django.db.models import Q, QuerySet

from drills.models import Run, Scenario
from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Posting, Role
from organisation.permissions import in_scope, paths_of

AUTHORS = (Role.TRAINER, Role.REVIEWER)


def playable_scenarios(user: User) -> QuerySet[Scenario]:
    """Published cases of the places the person works in, of those above them, and of those they look after."""
    return Scenario.objects.filter(_within_reach(user), retired_at=None, current_version__isnull=False)


def _within_reach(user: User) -> Q:
    postings = Posting.objects.on(local_date()).filter(person=user).values_list("node__path", flat=True)
    held = paths_of(user)
    step = Node.steplen
    above = {path[:end] for path in {*postings, *held} for end in range(step, len(path) + 1, step)}
    condition = Q(node__path__in=above)
    for path in held:
        condition |= Q(node__path__startswith=path)
    return condition


def authored_scenarios(user: User) -> QuerySet[Scenario]:
    """The cases that a trainer or reviewer may open in the workshop."""
    return in_scope(Scenario.objects.all(), user, *AUTHORS)


def own_runs(user: User) -> QuerySet[Run]:
    """The person's runs; nobody sees another's."""
    return Run.objects.filter(person=user)
