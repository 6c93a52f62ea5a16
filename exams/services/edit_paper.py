"""Put a paper together by hand: draft versions, their sections and questions, and the way to the second signature."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exams.blueprint_selectors import cells_of
from exams.errors import ExamProblem
from exams.models import Blueprint, Paper, PaperQuestion, PaperSection, PaperVersion
from exams.paper_selectors import findings_of
from exams.rules.assembly import draw
from exams.services.create_fixed_paper import create_fixed_paper, fill_version
from exams.services.freeze_pool import pool_for
from exams.services.publish_paper import publish_paper
from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from question_bank.models import QuestionVersion

MOST_QUESTIONS = 300


def locked_draft(version: PaperVersion) -> PaperVersion:
    """The draft under its lock. Raises ExamProblem("wrong_state") for one that is no draft."""
    found = PaperVersion.objects.select_for_update(of=("self",)).select_related("paper__node").get(pk=version.pk)
    if found.state != PaperVersion.State.DRAFT:
        raise ExamProblem("wrong_state", state=found.state)
    return found


@transaction.atomic
def save_paper_draft(*, version: PaperVersion, title: str, sections: Iterable[dict], by: User) -> PaperVersion:
    """The draft with exactly these sections: [{"title", "instructions", "minutes", "questions": [(version, points)]}]."""
    draft = locked_draft(version)
    Paper.objects.filter(pk=draft.paper_id).update(title=title)
    draft.questions.all().delete()
    draft.sections.all().delete()
    fill_version(draft, list(sections))
    audit.record(
        "paper.saved", by=by, on=draft.paper, node_path=draft.paper.node.path, label=title,
        after={"version": draft.number, "questions": draft.questions.count()},
    )  # fmt: skip
    return draft


@transaction.atomic
def add_questions(*, section: PaperSection, versions: Iterable[QuestionVersion], by: User) -> int:
    """Put questions at the end of a section, worth what their authors gave them; those in the paper already stay where
    they are. How many were added. Raises ValidationError over the largest paper."""
    draft = locked_draft(section.paper_version)
    present = set(draft.questions.values_list("version", flat=True))
    fresh = [version for version in versions if version.pk not in present]
    if len(present) + len(fresh) > MOST_QUESTIONS:
        raise ValidationError(_("一份卷最多 %(most)s 题，请少选一些。") % {"most": MOST_QUESTIONS})
    rows = list(draft.questions.select_related("section"))
    rows += [PaperQuestion(paper_version=draft, section=section, version=each, points=each.points) for each in fresh]
    order = {pk: place for place, pk in enumerate(draft.sections.values_list("pk", flat=True))}
    rows.sort(key=lambda row: order[row.section_id])  # stable: new ones come last in their section
    _renumber(draft, rows)
    audit.record(
        "paper.saved", by=by, on=draft.paper, node_path=draft.paper.node.path,
        after={"version": draft.number, "added": len(fresh)},
    )  # fmt: skip
    return len(fresh)


def _renumber(draft: PaperVersion, rows: list[PaperQuestion]) -> None:
    draft.questions.all().delete()
    for place, row in enumerate(rows, start=1):
        row.pk, row.position = None, place
    PaperQuestion.objects.bulk_create(rows)


@transaction.atomic
def draw_fixed_paper(
    *, blueprint: Blueprint, title: str, by: User, seed: int, day: date | None = None, at: datetime | None = None
) -> Paper:
    """A fixed paper with one draw from the blueprint, as a draft that may still be changed. Raises
    ExamProblem("wrong_state") or ValidationError if the bank does not fill the cells."""
    if blueprint.state != Blueprint.State.PUBLISHED:
        raise ExamProblem("wrong_state", state=blueprint.state)
    day = day or local_date(at)
    chosen = draw(pool_for(blueprint, day=day, at=at), seed=seed).chosen
    versions = QuestionVersion.objects.in_bulk([each for ids in chosen.values() for each in ids])
    cells = cells_of(blueprint)
    sections = [
        {
            "title": section.title, "instructions": section.instructions, "minutes": section.minutes,
            "questions": [
                (versions[each], cell.points) for cell in cells if cell.section_id == section.pk
                for each in chosen[cell.pk]
            ],
        }
        for section in blueprint.sections.all()
    ]  # fmt: skip
    return create_fixed_paper(
        title=title, node=blueprint.node, by=by, sections=sections, blueprint=blueprint, seed=seed
    )


@transaction.atomic
def start_paper_version(*, paper: Paper, by: User) -> PaperVersion:
    """A draft of the next version, with the questions of the newest one in the versions now in force. Raises
    ExamProblem "version_waiting", or "wrong_state" for a pool (its next version comes from the blueprint)."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("node").get(pk=paper.pk)
    last = paper.versions.order_by("-number").first()
    if last.drawn:
        raise ExamProblem("wrong_state", state="drawn")
    if last.state in (PaperVersion.State.DRAFT, PaperVersion.State.FROZEN):
        raise ExamProblem("version_waiting")
    draft = PaperVersion.objects.create(paper=paper, number=last.number + 1, seed=last.seed)
    sections = [
        {
            "title": section.title, "instructions": section.instructions, "minutes": section.minutes,
            "questions": [
                (row.version.question.current_version or row.version, row.points)
                for row in section.questions.select_related("version__question__current_version")
            ],
        }
        for section in last.sections.all()
    ]  # fmt: skip
    fill_version(draft, sections)
    audit.record("paper.created", by=by, on=paper, node_path=paper.node.path, after={"version": draft.number})
    return draft


@transaction.atomic
def submit_paper(
    *, version: PaperVersion, by: User, day: date | None = None, at: datetime | None = None
) -> PaperVersion:
    """Freeze the draft for the second signature, with its questions checked for `day`. Raises ValidationError with every
    reason against it, ExamProblem("wrong_state")."""
    draft = locked_draft(version)
    day = day or local_date(at)
    reasons = [each.text for each in findings_of(draft, day=day, at=at) if each.stops]
    if reasons:
        raise ValidationError(reasons)
    PaperVersion.objects.filter(pk=draft.pk).update(checked_for=day)
    return publish_paper(paper=draft.paper, by=by, at=at)


@transaction.atomic
def return_paper(*, version: PaperVersion, by: User, reason: str, at: datetime | None = None) -> PaperVersion:
    """Give a paper back unsigned: it may be changed and submitted again (a pool: frozen anew from its blueprint).
    Raises ExamProblem("wrong_state")."""
    frozen = PaperVersion.objects.select_for_update(of=("self",)).select_related("paper__node").get(pk=version.pk)
    if frozen.state != PaperVersion.State.FROZEN:
        raise ExamProblem("wrong_state", state=frozen.state)
    frozen.state = PaperVersion.State.DRAFT
    frozen.payload, frozen.payload_hash, frozen.key_numbers = None, "", {}
    frozen.published_by = frozen.published_at = None
    frozen.save()
    audit.record(
        "paper.returned", by=by, on=frozen.paper, node_path=frozen.paper.node.path, reason=reason, at=at,
        after={"version": frozen.number},
    )  # fmt: skip
    return frozen
