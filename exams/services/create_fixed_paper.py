"""Put a fixed paper together by hand."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from exams.models import Blueprint, Paper, PaperQuestion, PaperSection, PaperVersion
from foundation import audit
from foundation.models import User
from organisation.models import Node
from question_bank.models import QuestionVersion


@transaction.atomic
def create_fixed_paper(
    *,
    title: str,
    node: Node,
    by: User,
    questions: Iterable[tuple[QuestionVersion, Decimal | int]] = (),
    sections: Iterable[dict] | None = None,
    blueprint: Blueprint | None = None,
    seed: int | None = None,
) -> Paper:
    """A paper with one draft version.

    `questions` are (version, points) in order, in one section; or `sections` [{"title", "instructions", "minutes",
    "questions": [(version, points), …]}].
    """
    paper = Paper.objects.create(title=title, node=node, created_by=by, blueprint=blueprint)
    draft = PaperVersion.objects.create(paper=paper, seed=seed)
    fill_version(draft, list(sections) if sections is not None else [{"questions": questions}])
    audit.record("paper.created", by=by, on=paper, node_path=node.path)
    return paper


def fill_version(draft: PaperVersion, sections: list[dict]) -> None:
    """Write the sections and their questions into an empty draft version."""
    rows = []
    for place, section in enumerate(sections, start=1):
        part = PaperSection.objects.create(
            paper_version=draft, position=place, title=section.get("title", ""),
            instructions=section.get("instructions", ""), minutes=section.get("minutes"),
        )  # fmt: skip
        for version, points in section["questions"]:
            rows.append(
                PaperQuestion(paper_version=draft, section=part, version=version, points=points, position=len(rows) + 1)
            )
    PaperQuestion.objects.bulk_create(rows)
