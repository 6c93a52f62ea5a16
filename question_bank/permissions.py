"""Who sees which questions."""

from collections.abc import Callable

from django.db.models import QuerySet

from foundation.models import User
from organisation.models import Role
from organisation.permissions import has_role, in_scope
from question_bank.models import Bank, Question
from question_bank.models.facets import Pool

AUTHORS = (Role.TRAINER, Role.REVIEWER)

MediaRule = Callable[[User, int], bool]
_media_rules: dict[str, MediaRule] = {}


def questions_of(user: User) -> QuerySet[Question]:
    """The questions, whatever their state, of the banks at and below the nodes where the person is trainer or reviewer."""
    return in_scope(Question.objects.all(), user, *AUTHORS, field="bank__node")


def banks_of(user: User) -> QuerySet[Bank]:
    """The banks in which the person may write or review."""
    return in_scope(Bank.objects.all(), user, *AUTHORS)


def may_write(user: User, question: Question) -> bool:
    return has_role(user, Role.TRAINER, at=question.bank.node)


def may_review(user: User, question: Question) -> bool:
    """Whether the person reviews in the question's bank; whether they wrote it themselves is asked by the deed."""
    return has_role(user, Role.REVIEWER, at=question.bank.node)


def register_media_rule(name: str, rule: MediaRule) -> None:
    """Exams and drills register here: `rule(user, question_id)` says whether that person may see its pictures now."""
    _media_rules[name] = rule


def may_see_media(user: User, question: Question) -> bool:
    """Authors and reviewers in scope; everybody for a question of the practice pool in force; else by a registered rule."""
    if questions_of(user).filter(pk=question.pk).exists():
        return True
    version = question.current_version
    if version and not question.retired_at and version.pool != Pool.EXAM:
        return True
    return any(rule(user, question.pk) for rule in _media_rules.values())
