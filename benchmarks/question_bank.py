"""The question list, its Chinese search and the practice picker at 1,000 and 10,000 questions, beside a bare request.

`python -m benchmarks.question_bank [sizes …]` makes a database of its own (DATABASE_URL, or SQLite in memory), writes the
questions and 10 practice cards for each, and prints median milliseconds over real requests; what takes longer than 300 ms is
marked, for a person to judge beside the bare request of the same run.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from random import Random

SIZES = (1_000, 10_000)
ROUNDS = 7
BUDGET_MS = 300
PLACES = ("容缺受理", "一次性告知", "首问负责", "限时办结", "帮办代办", "材料审核", "老年人优待", "失业登记")


def median_ms(deed: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median wall-clock milliseconds of `deed`, after one warming call."""
    deed()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        deed()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def fill(bank, author, reviewer, learner, wanted: int) -> None:
    """Bring the bank to `wanted` approved questions, ten practice records for each of the learner's first tenth."""
    from datetime import timedelta

    from django.db.models import OuterRef, Subquery
    from django.utils import timezone

    from question_bank.models import PracticeAnswer, PracticeCard, Question, QuestionVersion
    from question_bank.text import searchable

    have, now, rng = Question.objects.count(), timezone.now(), Random(7)
    rows = [
        Question(bank=bank, code=f"B{number:06d}", kind="single_choice", author=author)
        for number in range(have, wanted)
    ]
    Question.objects.bulk_create(rows, batch_size=1000)
    versions = []
    for row in rows:
        stem = f"{rng.choice(PLACES)}第 {row.code} 问：{rng.choice(PLACES)}时应当怎么办？"
        content = {"stem": stem, "options": [{"id": each, "text": f"办法 {each}"} for each in "ABCD"]}
        versions.append(
            QuestionVersion(
                question=row, number=1, kind=row.kind, content=content, content_hash="0" * 64, author=author,
                approved_by=reviewer, approved_at=now, search_text=searchable(stem),
            )
        )  # fmt: skip
    QuestionVersion.objects.bulk_create(versions, batch_size=1000)
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).values("pk")[:1]
    Question.objects.filter(bank=bank, current_version=None).update(current_version=Subquery(latest))
    practised = versions[: len(versions) // 10]
    PracticeCard.objects.bulk_create(
        [PracticeCard(person=learner, question=each.question, due_at=now, fsrs={}) for each in practised],
        batch_size=1000,
    )
    old = now - timedelta(days=3)
    PracticeAnswer.objects.bulk_create(
        [PracticeAnswer(person=learner, version=each, at=old, right=True) for each in practised for _ in range(10)],
        batch_size=1000,
    )


def measure(sizes: tuple[int, ...]) -> dict[int, dict[str, float]]:
    """Milliseconds by size and by what was asked."""
    from django.test import Client
    from django.utils import timezone

    from question_bank.models import Bank
    from question_bank.practice import pick_round
    from tests.cast import make_cast

    cast = make_cast()
    bank = Bank.objects.create(slug="bench", name="bench", node=cast.hall)
    client = Client()
    client.force_login(cast.trainer)
    curve = {}
    for size in sizes:
        fill(bank, cast.trainer, cast.reviewer, cast.learner, size)
        curve[size] = {
            "bare request (/healthz)": median_ms(lambda: client.get("/healthz")),
            "list": median_ms(lambda: client.get("/cms/questions/")),
            "list, filtered": median_ms(lambda: client.get("/cms/questions/?kind=single_choice&state=in_force")),
            "Chinese search": median_ms(lambda: client.get("/cms/questions/?q=容缺受理")),
            "practice picker": median_ms(
                lambda: pick_round(cast.learner, mode="needed", at=timezone.now(), rng=Random(1))
            ),
        }
    return curve


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.settings_dict["TEST"]["MIGRATE"] = False  # the tables as they are now, without their history
    name = connection.creation.create_test_db(verbosity=0)
    sizes = tuple(int(each) for each in sys.argv[1:]) or SIZES
    for size, figures in measure(sizes).items():
        for what, took in figures.items():
            print(f"{size:>7} questions  {what:<26} {took:8.1f} ms{'  over budget' if took > BUDGET_MS else ''}")
    connection.creation.destroy_test_db(name, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
