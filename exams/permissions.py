"""Who may see what of exams. Another person's attempt is not found; an officer's sight ends at their branch."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from exams.models import (
    Accommodation,
    Appeal,
    Attempt,
    Blueprint,
    Candidacy,
    KeyChange,
    MarkingTask,
    Paper,
    PaperVersion,
    Sitting,
)
from exams.rules import states
from exams.still_to_sit import may_sit_it
from foundation.models import User
from organisation.models import Node, Role, RoleGrant
from organisation.permissions import has_role, in_scope, people_in_scope
from question_bank.models import QuestionVersion


def candidacies_of(person: User) -> QuerySet[Candidacy]:
    """The person's own, standing candidacies; a test run is none."""
    return Candidacy.objects.filter(person=person, withdrawn_at=None, trial=False).select_related("sitting", "person")


def attempts_of(person: User) -> QuerySet[Attempt]:
    """The person's own attempts."""
    return Attempt.objects.filter(person=person).select_related("sitting", "candidacy")


def accommodations_for_officer(officer: User) -> QuerySet[Accommodation]:
    """The accommodations of the people in the officer's branch."""
    return Accommodation.objects.filter(person__in=people_in_scope(officer, Role.EXAM_OFFICER))


def sittings_for_officer(officer: User) -> QuerySet[Sitting]:
    """The sittings that the officer looks after."""
    return in_scope(Sitting.objects.all(), officer, Role.EXAM_OFFICER)


def paper_versions_for_officer(officer: User) -> QuerySet[PaperVersion]:
    """The versions of those papers that the officer may read; not of an exam that they may yet sit."""
    versions = PaperVersion.objects.filter(paper__in=papers_for_officer(officer))
    return versions.exclude(_yet_to_sit(officer, sitting__paper_version=OuterRef("pk")))


def papers_for_officer(officer: User) -> QuerySet[Paper]:
    """The papers that the officer may set and sign."""
    return in_scope(Paper.objects.all(), officer, Role.EXAM_OFFICER)


def blueprints_for_officer(officer: User) -> QuerySet[Blueprint]:
    """The blueprints that the officer may edit."""
    return in_scope(Blueprint.objects.all(), officer, Role.EXAM_OFFICER)


def may_run_exams(officer: User, node: Node) -> bool:
    """Whether the person is an exam officer at `node` or above it."""
    return has_role(officer, Role.EXAM_OFFICER, at=node)


def judged_by_people(marker: User) -> QuerySet[MarkingTask]:
    """The answers of the marker's branch that people judge or have judged, never the marker's own, nor those to an exam
    that the marker may yet sit."""
    scoped = in_scope(MarkingTask.objects.all(), marker, Role.MARKER, field="attempt__sitting__node")
    own = _yet_to_sit(marker, sitting=OuterRef("attempt__sitting"))
    return scoped.exclude(attempt__state=states.VOID).exclude(attempt__person=marker).exclude(own)


def _yet_to_sit(person: User, **exam) -> Exists:
    """A condition: the person may yet sit the `exam`, and is kept from all that tells its answers (decision 0018)."""
    return Exists(may_sit_it(person, timezone.now()).filter(**exam))


def marking_tasks_for(marker: User) -> QuerySet[MarkingTask]:
    """The answers that the person may be asked to judge: of closed attempts in their branch, never their own."""
    return judged_by_people(marker).filter(attempt__state=states.CLOSED)


def correctable_for(marker: User) -> QuerySet[MarkingTask]:
    """The answers that the person has judged and may still judge differently: until the results are out."""
    mine = judged_by_people(marker).filter(marker=marker, done_at__isnull=False)
    return mine.filter(attempt__state__in=[states.CLOSED, states.GRADED])


def appeals_for_officer(officer: User) -> QuerySet[Appeal]:
    """The appeals against results of the officer's sittings; their own, and those of an exam that they may yet sit, are
    answered by others."""
    scoped = in_scope(Appeal.objects.all(), officer, Role.EXAM_OFFICER, field="attempt__sitting__node")
    return scoped.exclude(person=officer).exclude(_yet_to_sit(officer, sitting=OuterRef("attempt__sitting")))


def officers_of(node: Node) -> QuerySet[User]:
    """The exam officers who look after `node`."""
    above = [node.path[:end] for end in range(Node.steplen, len(node.path) + 1, Node.steplen)]
    grants = RoleGrant.objects.filter(role=Role.EXAM_OFFICER, revoked_at=None, node__path__in=above)
    return User.objects.filter(is_active=True, pk__in=grants.values("person"))


def versions_for_officer(officer: User) -> QuerySet[QuestionVersion]:
    """The question versions on papers, of banks in the officer's branch, not of an exam that the officer may yet sit: their
    keys the officer may propose to change."""
    scoped = in_scope(QuestionVersion.objects.all(), officer, Role.EXAM_OFFICER, field="question__bank__node")
    own = _yet_to_sit(officer, sitting__paper_version__questions__version=OuterRef("pk"))
    return scoped.filter(paper_questions__isnull=False).exclude(own).distinct()


def key_changes_for_officer(officer: User) -> QuerySet[KeyChange]:
    """The key changes of questions in the officer's branch, not of an exam that the officer may yet sit."""
    scoped = in_scope(KeyChange.objects.all(), officer, Role.EXAM_OFFICER, field="version__question__bank__node")
    return scoped.exclude(_yet_to_sit(officer, sitting__paper_version__questions__version=OuterRef("version")))


def attempts_for_officer(officer: User) -> QuerySet[Attempt]:
    """The attempts at the officer's sittings that have begun; their own is looked after by others."""
    scoped = in_scope(Attempt.objects.all(), officer, Role.EXAM_OFFICER, field="sitting__node")
    return scoped.exclude(person=officer).exclude(state=states.CREATED)
