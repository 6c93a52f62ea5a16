"""Who may see what of exams. Another person's attempt is not found; an officer's sight ends at their branch."""

from django.db.models import QuerySet

from exams.models import Attempt, Blueprint, Candidacy, Paper, Sitting
from foundation.models import User
from organisation.models import Node, Role
from organisation.permissions import has_role, in_scope


def candidacies_of(person: User) -> QuerySet[Candidacy]:
    """The person's own, standing candidacies."""
    return Candidacy.objects.filter(person=person, withdrawn_at=None).select_related("sitting", "person")


def attempts_of(person: User) -> QuerySet[Attempt]:
    """The person's own attempts."""
    return Attempt.objects.filter(person=person).select_related("sitting", "candidacy")


def sittings_for_officer(officer: User) -> QuerySet[Sitting]:
    """The sittings that the officer looks after."""
    return in_scope(Sitting.objects.all(), officer, Role.EXAM_OFFICER)


def papers_for_officer(officer: User) -> QuerySet[Paper]:
    """The papers that the officer may set and sign."""
    return in_scope(Paper.objects.all(), officer, Role.EXAM_OFFICER)


def blueprints_for_officer(officer: User) -> QuerySet[Blueprint]:
    """The blueprints that the officer may edit."""
    return in_scope(Blueprint.objects.all(), officer, Role.EXAM_OFFICER)


def may_run_exams(officer: User, node: Node) -> bool:
    """Whether the person is an exam officer at `node` or above it."""
    return has_role(officer, Role.EXAM_OFFICER, at=node)
