"""Months of practice by the demo staff, simulated: the same each time, dated from the day it is loaded."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from foundation.models import User
from organisation.demo import at_noon
from question_bank.keys import Key, keys_of
from question_bank.models import PracticeAnswer, PracticeCard, QuestionVersion, WrongAnswer
from question_bank.rules.scheduling import reviewed
from service_items.models import Duty

MONTHS = timedelta(days=100)
ROUNDS, PER_ROUND = (8, 16), (4, 8)


@dataclass
class Diary:
    """What one person practised: answers in order, the memory of each question, and open mistakes."""

    answers: list[PracticeAnswer] = field(default_factory=list)
    cards: dict[int, tuple[dict, datetime]] = field(default_factory=dict)
    mistakes: dict[int, WrongAnswer] = field(default_factory=dict)


def load(today: date) -> None:
    """Simulate everybody who covers a service item; does nothing where there is practice already."""
    if PracticeAnswer.objects.exists():
        return
    pool = QuestionVersion.objects.usable_on(today).for_practice().prefetch_related("service_items")
    versions = [each for each in pool if each.kind in ("single_choice", "multiple_choice", "true_false")]
    keys = keys_of([version.pk for version in versions])
    diaries = []
    for person in User.objects.filter(postings__duties__isnull=False, is_active=True).distinct().order_by("username"):
        duties = Duty.objects.filter(posting__person=person).values_list("item_id", flat=True)
        own = [each for each in versions if _concerns(each, set(duties))]
        diaries.append(_practise(person, own or versions, keys, today))
    with transaction.atomic():
        PracticeAnswer.objects.bulk_create([row for diary in diaries for row in diary.answers], batch_size=500)
        PracticeCard.objects.bulk_create([row for diary in diaries for row in _cards(diary)], batch_size=500)
        WrongAnswer.objects.bulk_create([row for diary in diaries for row in diary.mistakes.values()], batch_size=500)


def _concerns(version: QuestionVersion, items: set[int]) -> bool:
    about = {item.pk for item in version.service_items.all()}
    return not about or bool(about & items)


def _practise(person: User, versions: list[QuestionVersion], keys: dict[int, Key], today: date) -> Diary:
    """Some rounds, days apart; what is due comes first, and one gets better with practice."""
    rng, diary = Random(person.username), Diary()
    skill = rng.uniform(0.55, 0.85)
    days = sorted(rng.sample(range(1, MONTHS.days), rng.randint(*ROUNDS)), reverse=True)
    by_question = {version.question_id: version for version in versions}
    for days_ago in days:
        at = at_noon(today - timedelta(days=days_ago))
        due = [pk for pk, (_card, when) in diary.cards.items() if when <= at]
        new = [pk for pk in by_question if pk not in diary.cards]
        rng.shuffle(new)
        for place, pk in enumerate((due + new)[: rng.randint(*PER_ROUND)]):
            seen = pk in diary.cards
            right = rng.random() < min(skill + (0.15 if seen else 0), 0.97)
            version = by_question[pk]
            _note(diary, person, version, keys[version.pk].key, right, at + timedelta(minutes=place), rng)
    return diary


def _note(
    diary: Diary, person: User, version: QuestionVersion, key: dict, right: bool, at: datetime, rng: Random
) -> None:
    value = _value(version, key, right, rng)
    diary.answers.append(PracticeAnswer(person=person, version=version, at=at, value=value, right=right))
    card = diary.cards.get(version.question_id, (None, None))[0]
    diary.cards[version.question_id] = reviewed(card, right=right, at=at, fuzz=False)
    entry = diary.mistakes.get(version.question_id)
    if right and entry:
        entry.cleared_at = at
    elif not right and entry:
        entry.times, entry.last_at, entry.cleared_at = entry.times + 1, at, None
    elif not right:
        diary.mistakes[version.question_id] = WrongAnswer(
            person=person, question_id=version.question_id, origin="practice", last_at=at,
            reason=rng.choice(["", *WrongAnswer.Reason.values]),
        )  # fmt: skip


def _value(version: QuestionVersion, key: dict, right: bool, rng: Random):
    """A response that is right, or wrong, as the story wants it."""
    correct = key["correct"]
    if version.kind == "true_false":
        return correct if right else not correct
    wrong = [option["id"] for option in version.content["options"] if option["id"] not in correct]
    if version.kind == "single_choice":
        return correct[0] if right else rng.choice(wrong)
    return correct if right else correct[:-1] + [rng.choice(wrong)]


def _cards(diary: Diary) -> list[PracticeCard]:
    people = {answer.version.question_id: answer.person for answer in diary.answers}
    return [
        PracticeCard(person=people[pk], question_id=pk, fsrs=card, due_at=due)
        for pk, (card, due) in diary.cards.items()
    ]
