"""The demo bank: 300 questions of all nine kinds, approved half a year ago. Fictional hall, 演示口径 throughout.

What a row of a sheet can hold comes through the Excel importer (demo_data/questions.xlsx, as a trainer has it), the
kinds that need more through the neutral format; what the sheet has no column for is added before review.
"""

import json
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from foundation.models import User
from organisation.demo import at_noon, moved
from organisation.models import Node
from question_bank import demo_enquiries, demo_practice
from question_bank.keys import add_to_draft_blanks
from question_bank.models import Bank, Question, QuestionDraft, Topic
from question_bank.services.approve_many import approve_many
from question_bank.services.import_questions import import_questions
from question_bank.services.submit_many import submit_many

DATA = Path(__file__).parent / "demo_data"
BANK = "linjiang"
DISTRICT = "LJ"
WRITTEN, APPROVED = timedelta(days=230), timedelta(days=210)  # before today
DEMO_BOUNDARY = ("2026-06-30", "2026-07-01")  # where the demo hall changed its rules; moves with the demo's date


def load(today: date) -> None:
    """Bring topics, the district's bank and its questions into the database; what is already there stays as it is."""
    _load_topics()
    bank, _created = Bank.objects.get_or_create(
        slug=BANK, defaults={"name": "临江区题库（演示口径）", "node": Node.objects.get(code=DISTRICT)}
    )
    trainer, reviewer = (User.objects.get(username=name) for name in ("trainer", "reviewer"))
    written, approved = at_noon(today - WRITTEN), at_noon(today - APPROVED)
    for name in ("questions.xlsx", "questions.jsonl"):
        report = import_questions(bank=bank, data=(DATA / name).read_bytes(), file_name=name, by=trainer, at=written)
        if report.errors:
            raise ValueError(f"{name}: {report.errors[:3]}")
    fresh = list(Question.objects.filter(bank=bank, current_version=None, draft__state=QuestionDraft.State.DRAFT,
                                         provenance__kind="import", author=trainer, code__in=_codes()))  # fmt: skip
    _add_what_the_sheet_lacks(fresh, today)
    submit_many(questions=fresh, by=trainer, at=written)
    approve_many(questions=fresh, by=reviewer, at=approved)
    demo_practice.load(today)
    demo_enquiries.load(today)


def by_key() -> dict[str, Question]:
    """The demo questions by their stable key ("S001", "C005"), with the version in force."""
    rows = Question.objects.filter(bank__slug=BANK).select_related("current_version")
    return {row.code: row for row in rows}


def by_outline() -> dict[str, Question]:
    """The questions that finish one of the 60 outlines of the domain text, by the outline's number ("S01" … "C05")."""
    questions = by_key()
    return {
        row["outline"]: questions[key] for key, row in _additions().items() if "outline" in row and key in questions
    }


def _additions() -> dict[str, dict]:
    return json.loads((DATA / "additions.json").read_text(encoding="utf-8"))


def _codes() -> list[str]:
    """The keys of the 300: a kind's letter and three digits."""
    return [f"{letter}{number:03d}" for letter in "SMTFOPQCD" for number in range(1, 111)]


def _load_topics() -> None:
    areas = json.loads((DATA / "topics.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        for code, area in areas.items():
            parent, _created = Topic.objects.get_or_create(code=code, defaults={"name": area["name"]})
            for child, name in area["topics"].items():
                Topic.objects.get_or_create(code=child, defaults={"name": name, "parent": parent})


def _add_what_the_sheet_lacks(questions: list[Question], today: date) -> None:
    """Cognitive level, exclusion group, numbers and units of blanks; the demo hall's own boundary moves with today."""
    additions = _additions()
    drafts = list(QuestionDraft.objects.filter(question__in=questions).select_related("question"))
    blanks = {}
    for draft in drafts:
        row = additions.get(draft.question.code, {})
        draft.cognitive_level = row.get("cognitive_level", draft.cognitive_level)
        draft.exclusion_group = row.get("exclusion_group", draft.exclusion_group)
        if "blanks" in row:
            blanks[draft.pk] = row["blanks"]
            draft.content["blanks"] = [{"unit": each["unit"]} if "unit" in each else {} for each in row["blanks"]]
        draft.checked_on = draft.checked_on and moved(draft.checked_on.isoformat(), today)
        if "pair" in row:
            draft.valid_from, draft.valid_to = (_boundary(day, today) for day in (draft.valid_from, draft.valid_to))
    with transaction.atomic():
        QuestionDraft.objects.bulk_update(
            drafts,
            ["cognitive_level", "exclusion_group", "content", "checked_on", "valid_from", "valid_to"],
            batch_size=100,
        )
        add_to_draft_blanks(blanks)


def _boundary(day: date | None, today: date) -> date | None:
    return moved(day.isoformat(), today) if day and day.isoformat() in DEMO_BOUNDARY else day
