"""Publish a blueprint once its linter finds nothing that stands against it; retire one; copy one."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exams.blueprint_selectors import coverage
from exams.errors import ExamProblem
from exams.lint_words import spoken_findings
from exams.models import Blueprint
from exams.services.save_blueprint import write_sections
from foundation import audit
from foundation.clock import database_now, local_date
from foundation.models import User

CELL = ("topic_id", "service_item_id", "rule_id", "cognitive_level", "difficulty", "kind", "count", "points")
COPIED = ("preset", "minutes", "pass_percent", "full_marks", "max_overlap", "max_exposure")


@transaction.atomic
def publish_blueprint(*, blueprint: Blueprint, by: User, at: datetime | None = None) -> Blueprint:
    """From now on sittings may draw from it and it does not change. Raises ExamProblem("wrong_state"), or
    ValidationError with every reason against it."""
    blueprint = _locked(blueprint, Blueprint.State.DRAFT)
    now = at or database_now()
    found = coverage(blueprint, day=local_date(now), at=now)
    if found.blocked:
        raise ValidationError([each.text for each in spoken_findings(found) if each.stops])
    blueprint.state, blueprint.published_by, blueprint.published_at = Blueprint.State.PUBLISHED, by, now
    blueprint.save(update_fields=["state", "published_by", "published_at"])
    audit.record("blueprint.published", by=by, on=blueprint, node_path=blueprint.node.path, at=at)
    return blueprint


@transaction.atomic
def retire_blueprint(*, blueprint: Blueprint, by: User, at: datetime | None = None) -> Blueprint:
    """No new sitting takes it; those arranged before keep their signed pool. Raises ExamProblem("wrong_state")."""
    blueprint = _locked(blueprint, Blueprint.State.DRAFT, Blueprint.State.PUBLISHED)
    blueprint.state = Blueprint.State.RETIRED
    blueprint.save(update_fields=["state"])
    audit.record("blueprint.retired", by=by, on=blueprint, node_path=blueprint.node.path, at=at)
    return blueprint


@transaction.atomic
def copy_blueprint(*, blueprint: Blueprint, by: User) -> Blueprint:
    """A draft like it, in the same place."""
    copy = Blueprint.objects.create(
        node=blueprint.node, created_by=by, title=(_("%(title)s（副本）") % {"title": blueprint.title})[:120],
        **{name: getattr(blueprint, name) for name in COPIED},
    )  # fmt: skip
    sections = [
        {
            "title": section.title, "instructions": section.instructions, "minutes": section.minutes,
            "cells": [{name: getattr(cell, name) for name in CELL} for cell in section.cells.all()],
        }
        for section in blueprint.sections.prefetch_related("cells")
    ]  # fmt: skip
    write_sections(copy, sections)
    audit.record("blueprint.created", by=by, on=copy, node_path=copy.node.path, after={"copied_from": blueprint.pk})
    return copy


def _locked(blueprint: Blueprint, *states: str) -> Blueprint:
    found = Blueprint.objects.select_for_update(of=("self",)).select_related("node").get(pk=blueprint.pk)
    if found.state not in states:
        raise ExamProblem("wrong_state", state=found.state)
    return found
