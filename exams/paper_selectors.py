"""What stands against a paper that is put together by hand, and what can be chosen for it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from exams import blueprint_selectors as stock
from exams import question_record
from exams.models import PaperVersion
from organisation.models import Node
from question_bank.models import QuestionVersion
from question_bank.models.facets import Pool
from question_bank.text import searchable


@dataclass(frozen=True)
class PaperFinding:
    """Something about the question at `position` (None: about the whole); `stops`: it may not be submitted so."""

    position: int | None
    stops: bool
    text: str


def findings_of(version: PaperVersion, *, day: date, at: datetime | None = None) -> list[PaperFinding]:
    """Everything that speaks against the paper for an exam on `day`, what stops first."""
    rows = list(version.questions.select_related("version__question").order_by("position"))
    if not rows:
        return [PaperFinding(None, True, _("还没有题。请从题库选题。"))]
    ids = [row.version_id for row in rows]
    versions = QuestionVersion.objects.filter(pk__in=ids)
    in_force = set(versions.in_force().values_list("pk", flat=True))
    valid = set(versions.valid_on(day).values_list("pk", flat=True))
    fresh = set(versions.fresh_on(day).values_list("pk", flat=True))
    found = []
    for row in rows:
        found += [PaperFinding(row.position, True, text) for text in _against(row.version, in_force, valid, fresh)]
    blueprint = version.paper.blueprint
    most_seen = blueprint.max_exposure if blueprint else question_record.MUCH_SEEN
    against = question_record.objections(ids, most_seen=most_seen, at=at)
    found += [PaperFinding(row.position, True, text) for row in rows for text in against.get(row.version_id, ())]
    return found + _groups(rows)


def usable_through(version: PaperVersion, first: date, last: date) -> tuple[set[int], set[int]]:
    """(question versions of the paper that hold on every day from `first` to `last`, those that do not)."""
    held = set(version.questions.values_list("version", flat=True))
    good = QuestionVersion.objects.usable_on(last).valid_on(first).filter(pk__in=held)
    good = set(good.values_list("pk", flat=True))
    return good, held - good


def _against(version: QuestionVersion, in_force: set[int], valid: set[int], fresh: set[int]) -> list[str]:
    reasons = []
    if version.pk not in in_force:
        reasons.append(_("不是现行版本（已有新版本或已停用），请换题。"))
    if version.pk not in valid:
        reasons.append(_("考试当天不在有效期，请换题。"))
    if version.pk not in fresh:
        reasons.append(_("所考事项已变更，题目待复核，请换题。"))
    if version.pool == Pool.PRACTICE:
        reasons.append(_("只供练习，不能用于考试，请换题。"))
    return reasons


def _groups(rows: list) -> list[PaperFinding]:
    """Two questions of one exclusion group: each later one is named with the first."""
    first: dict[str, int] = {}
    found = []
    for row in rows:
        group = row.version.exclusion_group
        if group in first:
            text = _("与第 %(other)s 题同属互斥组“%(group)s”，一份卷只能留一题。") % {
                "other": first[group],
                "group": group,
            }
            found.append(PaperFinding(row.position, True, text))
        elif group:
            first[group] = row.position
    return found


def findings_by_position(findings: list[PaperFinding]) -> dict[int | None, list[PaperFinding]]:
    grouped = defaultdict(list)
    for each in findings:
        grouped[each.position].append(each)
    return dict(grouped)


def choosable(node: Node, *, day: date, wanted: dict) -> QuerySet[QuestionVersion]:
    """Versions that a paper of `node` may take on `day`, narrowed by `wanted` (cleaned data of ChooseForm)."""
    rows = QuestionVersion.objects.usable_on(day).for_exams().with_difficulty()
    rows = rows.filter(question__bank__in=stock.banks_for(node))
    if words := searchable(wanted.get("q") or ""):
        rows = rows.filter(Q(search_text__contains=words) | Q(question__code__icontains=wanted["q"].strip()))
    if topic := wanted.get("topic"):
        rows = rows.filter(Q(topic=topic) | Q(topic__parent=topic))
    for name, field in (("service_item", "service_items"), ("rule", "rules"), ("kind", "kind"),
                        ("difficulty", "difficulty_now"), ("cognitive_level", "cognitive_level")):  # fmt: skip
        if wanted.get(name):
            rows = rows.filter(**{field: wanted[name]})
    return rows.select_related("question__bank", "topic").order_by("question__code", "pk").distinct()
