"""Short sentences for stories about questions."""

from datetime import datetime

from foundation.models import User
from question_bank.models import Bank, Question
from question_bank.services.approve_question import approve_question
from question_bank.services.create_question import create_question
from question_bank.services.submit_for_review import submit_for_review
from service_items.models import ServiceItem
from tests.cast import Cast

EXPLANATION_CANARY = "解析里的金丝雀七七四"
NOTES_CANARY = "评分说明里的金丝雀八八五"


def make_bank(cast: Cast, slug: str = "hall") -> Bank:
    return Bank.objects.get_or_create(slug=slug, defaults={"name": f"题库 {slug}", "node": cast.hall})[0]


def make_item(code: str = "I04") -> ServiceItem:
    return ServiceItem.objects.get_or_create(code=code, defaults={"name": f"事项 {code}"})[0]


def single(stem: str = "申请材料不齐，最迟几日内一次告知？", correct: str = "B", **more) -> dict:
    """The keyword arguments of a sound single-choice question."""
    options = [{"id": "A", "text": "三日"}, {"id": "B", "text": "五日"}, {"id": "C", "text": "十日"}]
    content = {"stem": stem, "options": options}
    return {"kind": "single_choice", "content": content, "key": {"correct": [correct]}, **more}


def write(cast: Cast, *, by: User | None = None, **question) -> Question:
    """The trainer writes a question into the hall's bank."""
    given = {"explanation": EXPLANATION_CANARY, "notes": NOTES_CANARY, **(question or single())}
    if "kind" not in given:
        given = {**single(), **given}
    bank = given.pop("bank", None) or make_bank(cast)
    return create_question(bank=bank, by=by or cast.trainer, **given)


def approve(cast: Cast, question: Question, *, at: datetime | None = None) -> Question:
    """It is handed in and the reviewer approves it."""
    submit_for_review(question=question, by=question.author, at=at)
    approve_question(question=question, by=cast.reviewer, at=at)
    question.refresh_from_db()
    return question


def approved(cast: Cast, *, at: datetime | None = None, **question) -> Question:
    return approve(cast, write(cast, **question), at=at)
