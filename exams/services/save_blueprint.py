"""Write a blueprint: its columns, its sections, their cells."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Blueprint, BlueprintCell, BlueprintSection
from exams.permissions import may_run_exams
from foundation import audit
from foundation.models import User


@transaction.atomic
def save_blueprint(*, blueprint: Blueprint, sections: Iterable[dict], by: User) -> Blueprint:
    """The draft, new or changed, with exactly these sections: [{"title", "instructions", "minutes", "cells": [{columns
    of BlueprintCell}]}].

    Raises PermissionDenied where the person is no exam officer, ExamProblem("wrong_state") for one that is no draft.
    """
    if not may_run_exams(by, blueprint.node):
        raise PermissionDenied
    fresh = blueprint.pk is None
    if not fresh:
        stored = Blueprint.objects.select_for_update(of=("self",)).get(pk=blueprint.pk)
        if stored.state != Blueprint.State.DRAFT:
            raise ExamProblem("wrong_state", state=stored.state)
    else:
        blueprint.created_by = by
    blueprint.save()
    count = write_sections(blueprint, sections)
    audit.record(
        "blueprint.created" if fresh else "blueprint.saved", by=by, on=blueprint, node_path=blueprint.node.path,
        after={"title": blueprint.title, "cells": count},
    )  # fmt: skip
    return blueprint


def write_sections(blueprint: Blueprint, sections: Iterable[dict]) -> int:
    """Replace the sections and cells; how many cells there are now."""
    blueprint.sections.all().delete()
    cells = []
    for place, section in enumerate(sections, start=1):
        part = BlueprintSection.objects.create(
            blueprint=blueprint, position=place, title=section["title"], instructions=section.get("instructions", ""),
            minutes=section.get("minutes"),
        )  # fmt: skip
        cells += [
            BlueprintCell(section=part, position=number, **columns)
            for number, columns in enumerate(section["cells"], start=1)
        ]
    BlueprintCell.objects.bulk_create(cells)
    return len(cells)
