"""The exam officer's pages of blueprints: list, write, see what the bank holds for them, publish, copy, retire."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.blueprint_forms import BlueprintPage
from exams.blueprint_presets import PRESETS, preset_sections
from exams.blueprint_selectors import coverage
from exams.errors import ExamProblem
from exams.lint_words import spoken_findings
from exams.models import Blueprint
from exams.permissions import blueprints_for_officer
from exams.services.publish_blueprint import copy_blueprint, publish_blueprint, retire_blueprint
from exams.services.save_blueprint import save_blueprint
from organisation.models import Role
from organisation.permissions import role_required

CELL = ("topic", "service_item", "rule", "cognitive_level", "difficulty", "kind", "count", "points")


def _blueprint(request, blueprint_id: int) -> Blueprint:
    return get_object_or_404(blueprints_for_officer(request.user).select_related("node"), pk=blueprint_id)


@role_required(Role.EXAM_OFFICER)
def blueprint_list(request):
    """The blueprints in care, and the presets to begin from."""
    rows = blueprints_for_officer(request.user).select_related("node").annotate(
        questions=Sum("sections__cells__count"),
        cells=Count("sections__cells"),
        marks=Sum(F("sections__cells__count") * F("sections__cells__points")),
    )  # fmt: skip
    page = Paginator(rows.order_by("state", "-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "exams/officer/blueprints/list.html", {"page_obj": page, "presets": PRESETS.values()})


@role_required(Role.EXAM_OFFICER)
def blueprint_new(request):
    """A new blueprint, from a preset if one is named."""
    preset = PRESETS.get(request.GET.get("preset", ""))
    row, initial = Blueprint(), []
    if preset:
        row = Blueprint(
            title=str(preset.name), preset=preset.key, minutes=preset.minutes, pass_percent=preset.pass_percent,
            full_marks=preset.full_marks,
        )  # fmt: skip
        initial = preset_sections(preset)
    return _write(request, row, initial)


@role_required(Role.EXAM_OFFICER)
def blueprint_edit(request, blueprint_id: int):
    """Change a draft."""
    row = _blueprint(request, blueprint_id)
    if row.state != Blueprint.State.DRAFT:
        messages.info(request, _("已发布的细目表不再改动。请复制一份，在副本上改。"))
        return redirect("exams:blueprint", blueprint_id=row.pk)
    return _write(request, row, _stored(row))


def _stored(row: Blueprint) -> list[dict]:
    return [
        {
            "title": section.title, "instructions": section.instructions, "minutes": section.minutes,
            "cells": [dict(zip(CELL, values, strict=True)) for values in section.cells.values_list(*CELL)],
        }
        for section in row.sections.all()
    ]  # fmt: skip


def _write(request, row: Blueprint, initial: list[dict]):
    page = BlueprintPage(user=request.user, instance=row, data=request.POST or None, initial=initial)
    if request.method == "POST" and not page.again and page.is_valid():
        try:
            saved = save_blueprint(
                blueprint=page.head.save(commit=False), sections=page.wanted_sections(), by=request.user
            )
            messages.success(request, _("已保存。下面是题库里够不够。"))
            return redirect("exams:blueprint", blueprint_id=saved.pk)
        except ExamProblem as problem:
            messages.error(request, str(problem))
        except PermissionDenied as error:
            raise Http404 from error
    return render(request, "exams/officer/blueprints/edit.html", {"page": page, "blueprint": row})


@role_required(Role.EXAM_OFFICER)
def blueprint_show(request, blueprint_id: int):
    """The cells against the stock on a day, what the linter finds, and what draws will be like."""
    row = _blueprint(request, blueprint_id)
    day = _day(request.GET.get("day", ""))
    found = coverage(row, day=day)
    spoken = spoken_findings(found)
    context = {
        "blueprint": row, "coverage": found, "day": day,
        "rows": [(cell, [each for each in spoken if each.cell == cell.cell.pk]) for cell in found.cells],
        "whole": [each for each in spoken if each.cell is None],
        "stopping": [each for each in spoken if each.stops],
        "sittings": row.sittings.order_by("-opens_at")[:10],
        "papers": row.papers.order_by("-pk").prefetch_related("versions")[:10],
    }  # fmt: skip
    return render(request, "exams/officer/blueprints/show.html", context)


def _day(text: str) -> date:
    try:
        return parse_date(text) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


@require_POST
@role_required(Role.EXAM_OFFICER)
def blueprint_deed(request, blueprint_id: int, deed: str):
    """Publish, copy or retire."""
    row = _blueprint(request, blueprint_id)
    try:
        if deed == "publish":
            publish_blueprint(blueprint=row, by=request.user)
            messages.success(request, _("已发布。现在可以用它排考试，或抽一份固定卷。"))
        elif deed == "retire":
            retire_blueprint(blueprint=row, by=request.user)
            messages.success(request, _("已停用。已经排好的考试不受影响。"))
        else:
            row = copy_blueprint(blueprint=row, by=request.user)
            messages.success(request, _("已复制，请在副本上修改。"))
            return redirect("exams:blueprint_edit", blueprint_id=row.pk)
    except ExamProblem as problem:
        messages.error(request, str(problem))
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    return redirect("exams:blueprint", blueprint_id=row.pk)
