"""The question list, its filters and Chinese search, and the practice picker at 1,000 and 10,000 questions, beside a bare request.

`python -m benchmarks.question_bank [sizes …]` makes a database of its own (DATABASE_URL, or SQLite in memory), writes the
questions with topics, items, rules and drafts, and ten practice records for each question by twenty people, and prints
queries and median milliseconds of real requests; what takes longer than 300 ms is marked, for a person to judge beside the
bare request of the same run.
"""

import sys
from datetime import timedelta
from random import Random

from benchmarks.measure import Cost, analyse, cost, own_database, show

SIZES = (1_000, 10_000)
BUDGET_MS = 300
PEOPLE, ITEMS, RECORDS_EACH = 20, 50, 10
PLACES = ("容缺受理", "一次性告知", "首问负责", "限时办结", "帮办代办", "材料审核", "老年人优待", "失业登记")


def fill(bank, cast, people, wanted: int) -> None:
    """Bring the bank to `wanted` approved questions, one in twenty with a draft beside it, and ten practice records each."""
    from django.db.models import OuterRef, Subquery
    from django.utils import timezone

    from question_bank.models import PracticeAnswer, PracticeCard, Question, QuestionDraft, QuestionVersion, Topic
    from question_bank.text import searchable
    from service_items.models import ServiceItem, ServiceRule

    have, now, rng = Question.objects.count(), timezone.now(), Random(7)
    items, rules, topics = (list(model.objects.all()) for model in (ServiceItem, ServiceRule, Topic))
    rows = [
        Question(
            bank=bank, code=f"B{number:06d}", kind=rng.choice(("single_choice", "true_false")), author=cast.trainer
        )
        for number in range(have, wanted)
    ]
    Question.objects.bulk_create(rows, batch_size=1000)
    told = [_told(row, rng, rng.choice(topics), searchable) for row in rows]
    versions = QuestionVersion.objects.bulk_create(
        [
            QuestionVersion(
                question=row, number=1, kind=row.kind, content_hash="0" * 64, author=cast.trainer, approved_by=cast.reviewer,
                approved_at=now - timedelta(days=60), **each,
            )
            for row, each in zip(rows, told)
        ],
        batch_size=1000,
    )  # fmt: skip
    QuestionDraft.objects.bulk_create(
        [QuestionDraft(question=row, author=cast.trainer, **each) for row, each in zip(rows[::20], told[::20])],
        batch_size=1000,
    )
    for field, wanted_rows, column in (("service_items", items, "serviceitem_id"), ("rules", rules, "servicerule_id")):
        through = getattr(QuestionVersion, field).through
        links = [through(questionversion_id=each.pk, **{column: rng.choice(wanted_rows).pk}) for each in versions]
        through.objects.bulk_create(links, batch_size=1000)
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).values("pk")[:1]
    Question.objects.filter(bank=bank, current_version=None).update(current_version=Subquery(latest))
    practised = [(rng.choice(people), each) for each in versions for _ in range(RECORDS_EACH)]
    cards = {(person.pk, each.question_id): person for person, each in practised}
    PracticeCard.objects.bulk_create(
        [
            PracticeCard(person_id=person, question_id=question, due_at=now + timedelta(days=rng.randint(-9, 30)), fsrs={})
            for person, question in cards
        ],
        batch_size=2000,
    )  # fmt: skip
    PracticeAnswer.objects.bulk_create(
        [
            PracticeAnswer(person=person, version=each, at=now - timedelta(hours=rng.randint(30, 4000)), right=True)
            for person, each in practised
        ],
        batch_size=2000,
    )  # fmt: skip
    analyse()


def _told(row, rng: Random, topic, searchable) -> dict:
    stem = f"{rng.choice(PLACES)}第 {row.code} 问：{rng.choice(PLACES)}时应当怎么办？"
    content = {"stem": stem, "options": [{"id": each, "text": f"办法 {each}"} for each in "ABCD"]}
    return {"content": content, "search_text": searchable(stem), "topic": topic}


def furnish(cast) -> list:
    """Items of which every tenth has changed, rules, topics and the people who practise."""
    from django.utils import timezone

    from question_bank.models import Topic
    from service_items.models import ServiceItem, ServiceRule
    from service_items.services.mark_changed import mark_changed
    from tests.cast import make_person

    for number in range(ITEMS):
        item = ServiceItem.objects.create(code=f"B{number:03d}", name=f"事项 {number}")
        if number % 10 == 0:
            mark_changed(
                item=item, severity="substantive", effective_on=timezone.localdate(), by=None, cause_kind="bench", cause_key="1"
            )  # fmt: skip
    for number in range(1, 21):
        ServiceRule.objects.create(code=f"R{number:02d}", name=f"规则 {number}")
    for number in range(10):
        Topic.objects.create(code=f"t{number}", name=f"专题 {number}")
    return [cast.learner, *(make_person(f"b{number}", f"员工 {number}", cast.hall) for number in range(PEOPLE - 1))]


def measure(sizes: tuple[int, ...]) -> dict[int, dict[str, Cost]]:
    """What each page costs, by the number of questions."""
    from django.test import Client
    from django.utils import timezone

    from question_bank.models import Bank
    from question_bank.practice import pick_round
    from tests.cast import make_cast

    cast = make_cast()
    people = furnish(cast)
    bank = Bank.objects.create(slug="bench", name="bench", node=cast.hall)
    trainer, learner = Client(), Client()
    trainer.force_login(cast.trainer)
    learner.force_login(cast.learner)
    pages = {
        "list": "", "by kind and state": "?kind=single_choice&state=in_force", "by item": "?item=B001", "by rule": "?rule=R04",
        "by topic": "?topic=t1", "what is stale": "?state=stale", "Chinese search": "?q=容缺受理", "rare words": "?q=B000777",
        "last page": "?page=9999",
    }  # fmt: skip
    curve = {}
    for size in sizes:
        fill(bank, cast, people, size)
        found = {"bare request (/healthz)": cost(lambda: trainer.get("/healthz"))}
        for what, query in pages.items():
            found[what] = cost(lambda query=query: trainer.get(f"/cms/questions/{query}"))
        found["practice page"] = cost(lambda: learner.get("/questions/"))
        for mode, key in (("needed", ""), ("item", "B001"), ("rule", "R04"), ("topic", "t1")):
            found[f"practice picker: {mode}"] = cost(
                lambda mode=mode, key=key: pick_round(
                    cast.learner, mode=mode, key=key, at=timezone.now(), rng=Random(1)
                )
            )
        curve[size] = found
    return curve


def main() -> int:
    with own_database():
        for size, figures in measure(tuple(int(each) for each in sys.argv[1:]) or SIZES).items():
            show(f"{size:>7} questions", figures, BUDGET_MS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
