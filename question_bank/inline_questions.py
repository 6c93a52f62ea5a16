"""Questions written inside course and policy files, taken into a bank as approved practice questions."""

from datetime import datetime

from foundation.models import User
from question_bank.models import Bank, Question
from question_bank.models.facets import Pool
from question_bank.services.approve_question import approve_question
from question_bank.services.create_question import create_question
from question_bank.services.submit_for_review import submit_for_review
from service_items.models import ServiceItem, ServiceRule


def take_in(*, row: dict, bank: Bank, author: User, approver: User, at: datetime | None = None) -> Question:
    """The question of `row`, approved; one that the bank has stays as it is.

    `row` has key, kind (single_choice, multiple_choice or true_false), stem, options [{"id", "text", "correct"}],
    explanation, basis, service_items, rules, difficulty. The key is parted from the stem and the options here.
    """
    found = Question.objects.filter(bank=bank, code=row["key"]).first()
    if found:
        return found
    content, key = parted(row)
    question = create_question(
        bank=bank,
        kind=row["kind"],
        content=content,
        key=key,
        by=author,
        explanation=row["explanation"],
        service_items=ServiceItem.objects.filter(code__in=row["service_items"]),
        rules=ServiceRule.objects.filter(code__in=row["rules"]),
        code=row["key"],
        pool=Pool.PRACTICE,
        difficulty=row["difficulty"],
        legal_basis=row["basis"],
        source=row.get("source", ""),
    )
    submit_for_review(question=question, by=author, at=at)
    approve_question(question=question, by=approver, at=at)
    question.refresh_from_db()
    return question


def parted(row: dict) -> tuple[dict, dict]:
    """What a candidate may see, and what not."""
    right = [option["id"] for option in row["options"] if option["correct"]]
    if row["kind"] == "true_false":
        return {"stem": row["stem"]}, {"correct": right == ["T"]}
    options = [{"id": option["id"], "text": option["text"]} for option in row["options"]]
    return {"stem": row["stem"], "options": options}, {"correct": right}
