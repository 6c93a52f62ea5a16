"""Quick exam: questions, people, a window; one officer sets it, another signs, candidates may start."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exams.models import Sitting
from exams.question_record import objections
from exams.rules.picking import Pickable, pick
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.invite_candidates import invite_candidates
from exams.services.open_sitting import open_sitting
from exams.services.publish_paper import publish_paper
from foundation.models import User
from organisation.models import Node
from question_bank.models import QuestionVersion


def pick_versions(usable: Iterable[QuestionVersion], *, count: int, seed: int) -> list[QuestionVersion]:
    """`count` of the usable versions, at most one per exclusion group, none with something against it. Raises
    ValidationError if there are too few."""
    versions = {version.pk: version for version in usable}
    while True:
        stock = [Pickable(version.pk, version.exclusion_group) for version in versions.values()]
        picked = pick(stock, count=count, seed=seed)
        if len(picked) < count:
            raise ValidationError(
                _(
                    "这个范围里只有 %(found)s 道能同时用的题（互斥的只算一道，曝光过高或统计指标不好的不算），请减少题数或放宽范围。"
                )
                % {"found": len(picked)}
            )
        against = objections(picked)  # of the picked ones only: what many answered is costly to judge
        if not against:
            return [versions[pk] for pk in picked]
        versions = {pk: version for pk, version in versions.items() if pk not in against}


def keep_chosen(chosen: Iterable[QuestionVersion], *, usable: QuerySet[QuestionVersion]) -> list[QuestionVersion]:
    """The chosen versions, if all of them may be examined together; ValidationError says which may not."""
    chosen, groups = list(chosen), set()
    allowed = set(usable.filter(pk__in=[each.pk for each in chosen]).values_list("pk", flat=True))
    against = objections(each.pk for each in chosen)
    for each in chosen:
        said = {"code": each.question.code, "group": each.exclusion_group}
        if each.pk not in allowed:
            raise ValidationError(_("%(code)s 考试当天不能用（过期、停用或待复核），请换一题。") % said)
        if each.pk in against:
            raise ValidationError([f"{each.question.code} {why}" for why in against[each.pk]])
        if each.exclusion_group and each.exclusion_group in groups:
            raise ValidationError(_("%(code)s 与另一题同属互斥组“%(group)s”，一份卷只能留一题。") % said)
        groups.add(each.exclusion_group)
    return chosen


@transaction.atomic
def set_quick_exam(
    *,
    title: str,
    node: Node,
    versions: list[QuestionVersion],
    people: Iterable[User],
    opens_at: datetime,
    closes_at: datetime,
    limit: timedelta,
    by: User,
    **rules,
) -> Sitting:
    """The sitting with its frozen paper; candidates may start once another officer has signed it."""
    questions = [(version, version.points) for version in versions]
    paper = create_fixed_paper(title=title, node=node, by=by, questions=questions)
    version = publish_paper(paper=paper, by=by)
    sitting = open_sitting(
        title=title, node=node, opens_at=opens_at, closes_at=closes_at, limit=limit, by=by, paper_version=version,
        quick=True, **rules,
    )  # fmt: skip
    invite_candidates(sitting=sitting, people=people, by=by)
    return sitting
