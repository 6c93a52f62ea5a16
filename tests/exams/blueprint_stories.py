"""Short sentences for stories about blueprints and drawn papers."""

from datetime import datetime

from exams.models import Blueprint, BlueprintCell, BlueprintSection, PaperVersion
from exams.services.freeze_pool import freeze_pool
from exams.services.sign_paper import sign_paper
from question_bank.models import Question
from tests.cast import Cast
from tests.question_bank.bank_stories import approved, single

EASY, HARD = 1, 3


def stock(cast: Cast, *, easy: int = 6, hard: int = 4, **more) -> list[Question]:
    """Approved single-choice questions, easy and hard; the right option is always B."""
    rows = [single(f"容易第 {n} 题", difficulty=EASY, pool="exam", **more) for n in range(1, easy + 1)]
    rows += [single(f"难第 {n} 题", difficulty=HARD, pool="exam", **more) for n in range(1, hard + 1)]
    return [approved(cast, **row) for row in rows]


def blueprint_of(
    cast: Cast, cells=((EASY, 3, 2), (HARD, 2, 4)), *, state="published", node=None, **columns
) -> Blueprint:
    """A blueprint of one section; `cells` are (difficulty, count, points)."""
    total = sum(count * points for _difficulty, count, points in cells)
    columns = {"title": "月度考核细目表", "minutes": 30, "max_overlap": 90, "full_marks": total, **columns}
    signed = {"published_by": cast.officer, "published_at": datetime.fromisoformat("2026-01-05T09:00+08:00")}
    row = Blueprint.objects.create(
        node=node or cast.hall,
        state=state,
        created_by=cast.officer,
        **(signed if state == "published" else {}),
        **columns,
    )
    section = BlueprintSection.objects.create(
        blueprint=row, title="单选题", instructions="每题只有一个正确答案。", position=1
    )
    for place, (difficulty, count, points) in enumerate(cells, start=1):
        BlueprintCell.objects.create(
            section=section, position=place, difficulty=difficulty, count=count, points=points, kind="single_choice"
        )
    return row


def signed_pool(cast: Cast, blueprint: Blueprint | None = None) -> PaperVersion:
    """The blueprint's pool, frozen by one officer and signed by the other."""
    version = freeze_pool(blueprint=blueprint or blueprint_of(cast), by=cast.officer)
    return version if version.signed_by_id else sign_paper(paper=version.paper, by=cast.officer_b)
