"""Which questions a person practises; no key, no explanation."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db.models import Count, F, Q, QuerySet

from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.models import User
from question_bank.models import PracticeAnswer, PracticeCard, QuestionVersion, Topic, WrongAnswer
from question_bank.rules.scheduling import one_per_group, within_cap
from service_items.models import Duty, ServiceItem, ServiceRule

ROUND = 10
MODES = ("needed", "item", "rule", "topic", "wrong", "one")


@dataclass(frozen=True)
class Choice:
    """One thing to practise: its code, name and how many questions there are."""

    code: str
    name: str
    count: int
    own: bool = False


def practisable(at: datetime) -> QuerySet[QuestionVersion]:
    """The versions that practice may ask now: in force, valid, fresh, of the practice pool."""
    return QuestionVersion.objects.usable_on(local_date(at)).for_practice()


def own_items(person: User, at: datetime) -> list[int]:
    """The service items that the person covers now, as A or B."""
    duties = Duty.objects.on(local_date(at)).filter(posting__person=person)
    return list(duties.values_list("item_id", flat=True).distinct())


def pick_round(person: User, *, mode: str, key: str = "", at: datetime, rng: Random) -> list[int]:
    """The questions of a round, by id, at most ten; of "needed" as many as the day still holds.

    Due questions come first (the longest overdue before the others), then wrong ones not yet understood, then new ones,
    then those that are not due yet (never in "needed").
    """
    rows = _candidates(person, mode, key, at)
    cards = dict(PracticeCard.objects.filter(person=person).values_list("question_id", "due_at"))
    wrong = _open_mistakes(person)

    def urgency(row: tuple[int, str, str]) -> tuple:
        due = cards.get(row[0])
        if due and due <= at:
            return (0, due.timestamp())
        if row[0] in wrong:
            return (1, rng.random())
        return (2, rng.random()) if due is None else (3, due.timestamp())

    ranked = sorted(((urgency(row), row) for row in rows), key=lambda pair: pair[0])
    if mode == "needed":
        ranked = [pair for pair in ranked if pair[0][0] < 3]
    kinds = {row[0]: row[2] for _rank, row in ranked}
    chosen = one_per_group([(row[0], row[1]) for _rank, row in ranked])[:ROUND]
    if mode == "needed":
        chosen = chosen[: within_cap([kinds[each] for each in chosen], done_today(person, at))]
    return chosen


def _candidates(person: User, mode: str, key: str, at: datetime) -> list[tuple[int, str, str]]:
    """(question id, exclusion group, kind) of what the mode may ask."""
    rows = practisable(at)
    if mode == "item":
        rows = rows.filter(service_items__code=key)
    elif mode == "rule":
        rows = rows.filter(rules__code=key)
    elif mode == "topic":
        rows = rows.filter(Q(topic__code=key) | Q(topic__parent__code=key))
    elif mode == "wrong":
        rows = rows.filter(question__in=_open_mistakes(person))
    elif mode == "one":
        rows = rows.filter(question=typed_id(key))
    elif mode == "needed":
        rows = _needed(person, rows, at)
    return list(rows.values_list("question_id", "exclusion_group", "kind").distinct())


def _needed(person: User, rows: QuerySet, at: datetime) -> QuerySet:
    """What is due or was wrong, and what belongs to the person's own service items (to every item, if there are none)."""
    due = PracticeCard.objects.filter(person=person, due_at__lte=at).values("question")
    condition = Q(question__in=due) | Q(question__in=_open_mistakes(person))
    if items := own_items(person, at):
        condition |= Q(service_items__in=items) | Q(service_items=None)
    else:
        condition |= Q(pk__gt=0)
    return rows.filter(condition)


def _open_mistakes(person: User) -> set[int]:
    open_rows = WrongAnswer.objects.filter(person=person, cleared_at=None)
    return set(open_rows.values_list("question_id", flat=True))


def done_today(person: User, at: datetime) -> list[str]:
    """The kinds of what the person practised and had counted today."""
    rows = PracticeAnswer.objects.filter(person=person, counted=True, at__date=local_date(at))
    return list(rows.values_list("version__kind", flat=True))


def needed_count(person: User, at: datetime) -> int:
    """How many questions "what I need" would ask now."""
    return len(pick_round(person, mode="needed", at=at, rng=Random(0)))


def item_choices(person: User, at: datetime) -> list[Choice]:
    """Service items with practice questions, the person's own first."""
    own = set(own_items(person, at))
    counts = _counts(at, "service_items")
    items = ServiceItem.objects.filter(pk__in=counts).only("code", "name", "short_name")
    choices = [Choice(each.code, each.short_name or each.name, counts[each.pk], each.pk in own) for each in items]
    return sorted(choices, key=lambda choice: (not choice.own, choice.code))


def rule_choices(at: datetime) -> list[Choice]:
    """Rules with practice questions."""
    counts = _counts(at, "rules")
    return [Choice(rule.code, rule.name, counts[rule.pk]) for rule in ServiceRule.objects.filter(pk__in=counts)]


def topic_choices(at: datetime) -> list[Choice]:
    """Topics with practice questions."""
    counts = _counts(at, "topic")
    return [Choice(topic.code, topic.name, counts[topic.pk]) for topic in Topic.objects.filter(pk__in=counts)]


def _counts(at: datetime, relation: str) -> dict[int, int]:
    """Id of what `relation` leads to → how many practice questions hang on it; each has one version in force."""
    rows = practisable(at).filter(**{f"{relation}__isnull": False}).values(relation)
    return {row[relation]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def mistakes(person: User) -> QuerySet[WrongAnswer]:
    """The person's open notebook, the latest first, with the versions in force."""
    return (
        WrongAnswer.objects.filter(person=person, cleared_at=None)
        .select_related("question__current_version__topic")
        .prefetch_related("question__current_version__rules", "question__current_version__service_items")
        .order_by(F("last_at").desc(), "-pk")
    )


def open_to(version: QuestionVersion | None) -> bool:
    """Whether the wording may stand in the notebook: never of a question that is kept for exams."""
    return bool(version) and version.pool != "exam"
