"""The exam officer's pages of papers: list, build by hand or by one draw, preview, submit, sign, return."""

import json
import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from exams.errors import ExamProblem
from exams.models import PaperQuestion, PaperVersion
from exams.paper_forms import ChooseForm, PaperForm, PaperSheet
from exams.paper_selectors import choosable, findings_by_position, findings_of
from exams.permissions import paper_versions_for_officer, papers_for_officer, versions_for_officer
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.draw_paper import drawn_from, pool_in
from exams.services.edit_paper import (
    add_questions,
    draw_fixed_paper,
    return_paper,
    save_paper_draft,
    start_paper_version,
    submit_paper,
)
from exams.services.lay_out_paper import lay_out
from exams.services.publish_paper import frozen_payload
from exams.services.sign_paper import sign_paper
from exams.views.key_changes import words_of
from foundation.ids import typed_id
from organisation.models import Role
from organisation.permissions import role_required
from question_bank import keys
from question_bank.question_types import get

ASKS_MORE = {"entries", "lefts", "documents", "sub_questions", "blanks"}  # what a stem alone does not tell
DRAFT, FROZEN = PaperVersion.State.DRAFT, PaperVersion.State.FROZEN


def _version(request, version_id: int) -> PaperVersion:
    """A version of the officer's branch; who may yet sit it does not find it. Raises Http404."""
    rows = paper_versions_for_officer(request.user)
    return get_object_or_404(
        rows.select_related("paper__node", "paper__blueprint", "published_by", "signed_by"), pk=version_id
    )


def _say(request, error: Exception) -> None:
    for text in error.messages if isinstance(error, ValidationError) else [str(error)]:
        messages.error(request, text)


@role_required(Role.EXAM_OFFICER)
def paper_list(request):
    """The papers in care, each with its newest version."""
    versions = PaperVersion.objects.defer("payload", "key_numbers").select_related("published_by", "signed_by")
    rows = papers_for_officer(request.user).select_related("node", "blueprint")
    rows = rows.prefetch_related(Prefetch("versions", versions.order_by("-number"), to_attr="newest_first"))
    page = Paginator(rows.order_by("-pk"), 20).get_page(request.GET.get("page"))
    return render(request, "exams/officer/papers/list.html", {"page_obj": page})


@role_required(Role.EXAM_OFFICER)
def paper_new(request):
    """A new draft: empty, or filled by one draw."""
    form = PaperForm(request.POST or None, user=request.user, initial={"blueprint": request.GET.get("blueprint")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["blueprint"]:
                made = draw_fixed_paper(
                    blueprint=data["blueprint"], title=data["title"], by=request.user, seed=secrets.randbits(62)
                )
            else:
                made = create_fixed_paper(
                    title=data["title"], node=data["node"], by=request.user,
                    sections=[{"title": _("第一部分"), "questions": []}],
                )  # fmt: skip
            return redirect("exams:paper_edit", version_id=made.versions.get().pk)
        except (ValidationError, ExamProblem) as error:
            form.add_error("blueprint", error if isinstance(error, ValidationError) else str(error))
    return render(request, "exams/officer/papers/new.html", {"form": form})


@role_required(Role.EXAM_OFFICER)
def paper(request, version_id: int):
    """Read a paper with its keys, and sign it as the second person."""
    version = _version(request, version_id)
    if request.method == "POST":
        try:
            sign_paper(paper=version.paper, by=request.user)
            messages.success(request, _("已签发，考生到点就能开始。"))
        except ExamProblem as problem:
            _say(request, problem)
        return redirect("exams:officer_paper", version_id=version.pk)
    rows = list(version.questions.select_related("version__question", "section").order_by("position"))
    found = keys.keys_of([row.version_id for row in rows])
    noted = findings_by_position(findings_of(version, day=timezone.localdate())) if not version.drawn else {}
    context = {
        "version": version,
        "correctable": set(versions_for_officer(request.user).filter(pk__in=found).values_list("pk", flat=True)),
        "rows": [_read(row, found.get(row.version_id), noted.get(row.position, [])) for row in rows],
        "may_sign": version.state == FROZEN and version.published_by_id != request.user.pk,
        "cells": [cell for part in (version.payload or {}).get("sections", []) for cell in part.get("cells", [])],
        "versions": version.paper.versions.defer("payload").order_by("-number"),
        "total": version.full_marks or sum(row.points for row in rows),
        "sittings": version.sittings.order_by("-opens_at")[:10],
    }
    return render(request, "exams/officer/paper.html", context)


def _read(row: PaperQuestion, key: keys.Key | None, noted: list) -> dict:
    """A question with its key in words, as who signs reads it."""
    kind, content = row.version.kind, row.version.content
    marked = key is not None and "options" in content and not key.key.get("everyone")  # at the options themselves
    return {
        "row": row, "label": get(kind).label, "content": content, "noted": noted,
        "asks": content if content.keys() & ASKS_MORE else None,
        "section": row.section.title if row.section.title != str(get(kind).label) else "",
        "right": set(key.key["correct"]) if marked else set(),
        "lines": words_of(row.version, key) if key and not marked else [],
        "explanation": key.explanation if key else "",
    }  # fmt: skip


def _draft(request, version_id: int) -> PaperVersion:
    """A draft that is built by hand; 404 for what is frozen or comes from a blueprint's pool."""
    version = _version(request, version_id)
    if version.state != DRAFT or version.drawn:
        raise Http404
    return version


@role_required(Role.EXAM_OFFICER)
def paper_edit(request, version_id: int):
    """Order, points and sections of a draft."""
    version = _draft(request, version_id)
    sheet = PaperSheet(version, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        sections = sheet.wanted_sections()
        if request.POST.get("do") == "section":
            sections.append({"title": _("第 %(n)s 部分") % {"n": len(sections) + 1}, "questions": []})
        else:
            sections = [each for each in sections if each["questions"] or each["title"]] or sections[:1]
        save_paper_draft(version=version, title=sheet.head.cleaned_data["title"], sections=sections, by=request.user)
        messages.success(request, _("已保存。"))
        return redirect("exams:paper_edit", version_id=version.pk)
    noted = findings_by_position(findings_of(version, day=timezone.localdate()))
    context = {
        "version": version, "sheet": sheet, "total": sum(row.points for row in sheet.rows),
        "whole": noted.get(None, []),
        "groups": [
            (section, form, [(row, cell, noted.get(row.position, [])) for row, cell in rows])
            for section, form, rows in sheet.grouped()
        ],
        "stops": any(each.stops for found in noted.values() for each in found),
    }  # fmt: skip
    return render(request, "exams/officer/papers/edit.html", context)


@role_required(Role.EXAM_OFFICER)
def paper_choose(request, version_id: int):
    """Find questions and put them into a section of the draft."""
    version = _draft(request, version_id)
    form = ChooseForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = choosable(version.paper.node, day=timezone.localdate(), wanted=wanted)
    if request.method == "POST":
        return _added(request, version, rows)
    present = set(version.questions.values_list("version", flat=True))
    context = {
        "version": version, "form": form, "present": present, "count": len(present),
        "page_obj": Paginator(rows, 20).get_page(request.GET.get("page")), "sections": version.sections.all(),
    }  # fmt: skip
    return render(request, "exams/officer/papers/choose.html", context)


def _added(request, version: PaperVersion, rows):
    section = get_object_or_404(version.sections, pk=typed_id(request.POST.get("section")))
    chosen = [typed_id(each) for each in request.POST.getlist("version")]
    allowed = choosable(version.paper.node, day=timezone.localdate(), wanted={})
    try:
        count = add_questions(section=section, versions=allowed.filter(pk__in=chosen), by=request.user)
        messages.success(request, _("已加入 %(count)s 题。") % {"count": count})
    except (ValidationError, ExamProblem) as error:
        _say(request, error)
    return redirect(request.get_full_path())


@role_required(Role.EXAM_OFFICER)
def paper_preview(request, version_id: int):
    """The paper as a candidate sees it; of a pool, one draw (another seed shows another)."""
    version = _version(request, version_id)
    seed = typed_id(request.GET.get("seed")) or 1
    payload = version.payload or frozen_payload(version)
    if version.drawn:
        if not version.payload:
            raise Http404
        payload = drawn_from(payload, pool_in(payload), seed=seed)
    shown = json.loads(lay_out(payload, seed=seed).payload)
    questions = {
        row["id"]: {**row, "label": get(row["kind"]).label, "prefix": f"{row['id']}-"} for row in shown["questions"]
    }
    sections = [{**part, "questions": [questions[each] for each in part["questions"]]} for part in shown["sections"]]
    context = {"version": version, "sections": sections, "count": len(questions), "next_seed": seed + 1}
    return render(request, "exams/officer/papers/preview.html", context)


@require_POST
@role_required(Role.EXAM_OFFICER)
def paper_deed(request, version_id: int, deed: str):
    """Submit for the second signature, return unsigned, or begin the next version."""
    version = _version(request, version_id)
    try:
        if deed == "submit":
            submit_paper(version=version, by=request.user)
            messages.success(request, _("已提交。请另一位考务员核对并签发。"))
        elif deed == "return":
            return_paper(version=version, by=request.user, reason=request.POST.get("reason", "")[:200])
            messages.success(request, _("已退回，修改后可以再提交。"))
        else:
            draft = start_paper_version(paper=version.paper, by=request.user)
            messages.success(request, _("已按现行试题开出新版本的草稿。"))
            return redirect("exams:paper_edit", version_id=draft.pk)
    except (ValidationError, ExamProblem) as error:
        _say(request, error)
        if deed == "submit":
            return redirect("exams:paper_edit", version_id=version.pk)
    return redirect("exams:officer_paper", version_id=version.pk)
