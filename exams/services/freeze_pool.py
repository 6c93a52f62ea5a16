"""Freeze a blueprint's pool: the questions from which each candidate's paper is drawn. A second officer must sign it."""

from datetime import date, datetime
from math import ceil
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exams.blueprint_selectors import as_rule_cell, cells_of, coverage, stock_for
from exams.errors import ExamProblem
from exams.lint_words import spoken_findings
from exams.models import Blueprint, BlueprintCell, Paper, PaperQuestion, PaperSection, PaperVersion
from exams.rules.assembly import Pool, draw, pool_of
from exams.services.lay_out_paper import digest, plain_points
from exams.services.publish_paper import freeze, key_numbers
from foundation.clock import local_date
from foundation.models import User
from question_bank.models import QuestionVersion

# A pool holds so many questions for each one that a cell asks: plenty for fair draws, few enough to read. Where two papers
# may have little in common, more: two draws from n for each one asked share about 100/n percent.
DEPTH = 12
ROOM = 110


@transaction.atomic
def freeze_pool(
    *, blueprint: Blueprint, by: User, day: date | None = None, until: date | None = None, at: datetime | None = None
) -> PaperVersion:
    """The pool for an exam from `day` to `until`, waiting for the second signature; or the newest one if nothing has
    changed since.

    Raises ExamProblem "wrong_state" (the blueprint is not published) or "version_waiting" (another pool waits for its
    signature), ValidationError with everything that speaks against it by what the bank holds now.
    """
    blueprint = Blueprint.objects.select_for_update(of=("self",)).select_related("node").get(pk=blueprint.pk)
    if blueprint.state != Blueprint.State.PUBLISHED:
        raise ExamProblem("wrong_state", state=blueprint.state)
    day = day or local_date(at)
    found = coverage(blueprint, day=day, until=until, at=at)
    if found.blocked:
        raise ValidationError([each.text for each in spoken_findings(found) if each.stops])
    cells = [row.cell for row in found.cells]
    depth = max(DEPTH, ceil(ROOM / max(blueprint.max_overlap, 1)))
    choices = chosen_questions(found.pool, seed=blueprint.pk, depth=depth)
    payload, versions = pool_payload(blueprint, cells, choices)
    paper = _paper_of(blueprint, by)
    same = paper.versions.filter(payload_hash=digest(payload), state__in=["frozen", "published"]).last()
    if same and same.key_numbers == key_numbers(same):
        return same
    if paper.versions.filter(state=PaperVersion.State.FROZEN).exists():
        raise ExamProblem("version_waiting")
    return _write(paper, payload, versions, by=by, day=day, at=at)


def pool_for(blueprint: Blueprint, *, day: date, at: datetime | None = None) -> Pool:
    """All that may be drawn for the blueprint on `day`. Raises ValidationError if that does not fill its cells."""
    cells = [as_rule_cell(cell) for cell in cells_of(blueprint)]
    stock = stock_for(blueprint.node, cells, day=day, max_exposure=blueprint.max_exposure, at=at)
    pool = pool_of(cells, [row.candidate for row in stock if not row.trouble])
    if not pool.counts or not draw(pool, seed=0).complete:
        raise ValidationError(_("题库里现在可用的题不够这张细目表抽一份卷。请打开细目表看哪一格缺题。"))
    return pool


def chosen_questions(pool: Pool, *, seed: int, depth: int = DEPTH) -> dict[int, list[int]]:
    """Cell → the questions that go into the pool: all, or `depth` for each one asked, and what one whole draw takes."""
    rng, whole = Random(seed), draw(pool, seed=seed).chosen
    choices = {}
    for key, units in pool.units.items():
        ids = sorted(each for members in units.values() for each in members)
        kept = set(rng.sample(ids, min(len(ids), depth * pool.counts[key])))
        choices[key] = sorted(kept | set(whole[key]))
    return choices


def pool_payload(
    blueprint: Blueprint, cells: list[BlueprintCell], choices: dict[int, list[int]]
) -> tuple[dict, dict[int, QuestionVersion]]:
    """What is frozen (services/draw_paper.py has its shape), and the versions in it."""
    versions = QuestionVersion.objects.in_bulk({each for ids in choices.values() for each in ids})
    payload = {
        "title": blueprint.title,
        "sections": [
            {
                "title": section.title, "instructions": section.instructions, "minutes": section.minutes,
                "cells": [
                    {"key": cell.pk, "count": cell.count, "points": plain_points(cell.points),
                     "choices": choices[cell.pk]}
                    for cell in cells if cell.section_id == section.pk
                ],
            }
            for section in blueprint.sections.all()
        ],
        "questions": {
            str(pk): {"kind": version.kind, "content": version.content, "group": version.exclusion_group}
            for pk, version in sorted(versions.items())
        },
    }  # fmt: skip
    return payload, versions


def _paper_of(blueprint: Blueprint, by: User) -> Paper:
    """The paper whose versions are this blueprint's pools."""
    found = Paper.objects.filter(blueprint=blueprint, versions__drawn=True).first()
    return found or Paper.objects.create(title=blueprint.title, node=blueprint.node, blueprint=blueprint, created_by=by)


def _empty_draft(paper: Paper, day: date) -> PaperVersion:
    """The version that was returned unsigned, emptied, or the next one."""
    last = paper.versions.order_by("-number").first()
    if last is None or last.state != PaperVersion.State.DRAFT:
        number = last.number + 1 if last else 1
        return PaperVersion.objects.create(
            paper=paper, number=number, drawn=True, checked_for=day, seed=paper.blueprint_id
        )
    last.questions.all().delete()
    last.sections.all().delete()
    last.checked_for = day
    return last


def _write(paper: Paper, payload: dict, versions: dict, *, by: User, day: date, at: datetime | None) -> PaperVersion:
    draft = _empty_draft(paper, day)
    rows, listed = [], set()
    for place, section in enumerate(payload["sections"], start=1):
        part = PaperSection.objects.create(
            paper_version=draft, position=place, title=section["title"], instructions=section["instructions"],
            minutes=section["minutes"],
        )  # fmt: skip
        for cell in section["cells"]:
            for version in cell["choices"]:
                if version not in listed:  # one that suits two cells is listed once, with the first cell's points
                    listed.add(version)
                    rows.append(
                        PaperQuestion(
                            paper_version=draft, section=part, version=versions[version], points=cell["points"],
                            position=len(rows) + 1,
                        )
                    )  # fmt: skip
    PaperQuestion.objects.bulk_create(rows)
    full = sum(cell["count"] * cell["points"] for section in payload["sections"] for cell in section["cells"])
    return freeze(draft, payload, full_marks=full, by=by, at=at)
