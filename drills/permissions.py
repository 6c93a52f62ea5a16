"""Which cases a person may play or author, and which runs are theirs."""

from django.db.models import Q, QuerySet

from drills.models import Run, Scenario
from foundation.models import User
from organisation.models import Role
from organisation.permissions import home_paths, in_scope, paths_of
from organisation.scoped_pages import prefixes

AUTHORS = (Role.TRAINER, Role.REVIEWER)


def playable_scenarios(user: User) -> QuerySet[Scenario]:
    """Published cases of the places the person works in, of those above them, and of those they look after."""
    return Scenario.objects.filter(_within_reach(user), retired_at=None, current_version__isnull=False)


def _within_reach(user: User) -> Q:
    condition = Q(node__path__in=prefixes(home_paths(user) | paths_of(user)))
    for path in paths_of(user):
        condition |= Q(node__path__startswith=path)
    return condition


def may_play(user: User, scenario: Scenario) -> bool:
    """Whether a published case is within the person's reach."""
    held, path = paths_of(user), scenario.node.path
    return path in prefixes(home_paths(user) | held) or path.startswith(tuple(held))


def authored_scenarios(user: User) -> QuerySet[Scenario]:
    """The cases that a trainer or reviewer may open in the workshop."""
    return in_scope(Scenario.objects.all(), user, *AUTHORS)


def own_runs(user: User) -> QuerySet[Run]:
    """The person's runs; nobody sees another's."""
    return Run.objects.filter(person=user)
