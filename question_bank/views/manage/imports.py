"""Bring a file in: upload or paste, look at what was understood, confirm, result."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.ids import typed_id
from organisation.models import Role
from organisation.permissions import in_scope, role_required
from question_bank import tasks
from question_bank.error_sheet import marked_sheet
from question_bank.errors import QuestionError
from question_bank.formats import xlsx_writer
from question_bank.formats.limits import UPLOAD_BYTES
from question_bank.formats.xlsx_columns import FIELDS
from question_bank.import_forms import READ_CHOICES, PasteForm, UploadForm
from question_bank.import_preview import answer_text
from question_bank.import_words import field_name, place
from question_bank.models import Bank, ImportJob, Question, QuestionDraft, QuestionImport
from question_bank.services.continue_import import continue_import
from question_bank.services.run_import import run_import
from question_bank.services.start_import import start_import
from question_bank.services.submit_many import submit_many
from question_bank.services.sweep_imports import discard_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = timedelta(seconds=3)  # how long the page waits for a worker before it does the work itself


def writable_banks(request: HttpRequest):
    """The banks that this trainer may write into."""
    return in_scope(Bank.objects.select_related("node"), request.user, Role.TRAINER)


def own_job(request: HttpRequest, job_id: int) -> ImportJob:
    """The trainer's own job, as long as the bank is in scope. Raises Http404."""
    rows = ImportJob.objects.select_related("bank", "record").filter(by=request.user, bank__in=writable_banks(request))
    return get_object_or_404(rows, pk=job_id)


@role_required(Role.TRAINER)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file and a bank."""
    form = UploadForm(request.POST or None, request.FILES or None, banks=writable_banks(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        return _started(request, form, file.read(UPLOAD_BYTES + 1), file.name, pasted=False)
    recent = (
        QuestionImport.objects.filter(bank__in=writable_banks(request))
        .select_related("bank", "by")
        .order_by("-at")[:10]
    )
    return render(request, "question_bank/manage/import_upload.html", {"form": form, "recent": recent})


@role_required(Role.TRAINER)
def paste(request: HttpRequest) -> HttpResponse:
    """Paste a block of text as it stands in Word."""
    initial = {}
    if request.method == "GET" and (number := typed_id(request.GET.get("job"))):
        job = own_job(request, number)
        initial = {"bank": job.bank, "text": _text(job)}
    form = PasteForm(request.POST or None, banks=writable_banks(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        return _started(request, form, text.encode(), str(_("粘贴的文字")), pasted=True)
    return render(request, "question_bank/manage/import_paste.html", {"form": form})


def _started(request: HttpRequest, form, data: bytes, name: str, *, pasted: bool) -> HttpResponse:
    job = start_import(
        bank=form.cleaned_data["bank"], data=data, file_name=name, by=request.user,
        format="text" if pasted else form.cleaned_data["format"], pasted=pasted,
    )  # fmt: skip
    tasks.wake_import(job.pk)
    return redirect("question_admin:import_job", job.pk)


@role_required(Role.TRAINER)
def template(request: HttpRequest) -> HttpResponse:
    """The empty sheet with drop-downs and examples."""
    response = HttpResponse(xlsx_writer.template(), content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%AF%95%E9%A2%98%E6%A8%A1%E6%9D%BF.xlsx"
    return response


@role_required(Role.TRAINER)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Where the job stands: a bar, the report with its errors, or the result."""
    found = own_job(request, job_id)
    seen = _seen(found)
    context = {
        "job": found, "report": found.report, "sheets": _sheets(seen["columns"]), "preview": _preview(seen["questions"]),
        "confirming": request.GET.get("keep_good") == "1" and found.state == ImportJob.State.CHECKED,
        "lines": _marked_lines(found), "drafts": _drafts(found).count() if found.record_id else 0,
        "error_sheet": _has_error_sheet(found),
        "format": dict(READ_CHOICES).get(found.report.get("format"), ""),
        "busy": found.state in (ImportJob.State.WAITING, ImportJob.State.RUNNING),
    }  # fmt: skip
    return render(request, "question_bank/manage/import_job.html", context)


@role_required(Role.TRAINER)
def status(request: HttpRequest, job_id: int) -> JsonResponse:
    """State and per cent, for the bar. If no worker has come for the job, it is done here and now."""
    found = own_job(request, job_id)
    if found.state == ImportJob.State.WAITING and timezone.now() - found.created_at > PATIENCE:
        run_import(found.pk)
        found.refresh_from_db()
    return JsonResponse({"state": found.state, "progress": found.progress})


@role_required(Role.TRAINER)
def errors(request: HttpRequest, job_id: int) -> HttpResponse:
    """The uploaded sheet with the errors beside its rows."""
    found = own_job(request, job_id)
    if not _has_error_sheet(found):
        raise Http404
    response = HttpResponse(marked_sheet(found, _seen(found)["errors"]), content_type=XLSX)
    name = quote(_("%(name)s-有错的地方.xlsx") % {"name": Path(found.file_name).stem}, safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _has_error_sheet(found: ImportJob) -> bool:
    readable = found.state == ImportJob.State.CHECKED and found.report.get("format") == "xlsx"
    return readable and bool(found.report.get("errors"))


@role_required(Role.TRAINER)
@require_POST
def act(request: HttpRequest, job_id: int, deed: str) -> HttpResponse:
    """write, keep_good, remap, submit or discard."""
    found = own_job(request, job_id)
    if deed == "discard":
        discard_import(found)
        messages.success(request, _("已丢弃上传的文件，题库没有变化。"))
        return redirect("question_admin:import")
    if deed == "submit":
        return _submit(request, found)
    try:
        if deed == "remap":
            continue_import(job=found, columns=_chosen_columns(request, found))
        elif deed in ("write", "keep_good"):
            continue_import(job=found, write=True, keep_good=deed == "keep_good")
        else:
            raise Http404
    except QuestionError as error:
        said = {"has_errors": _("还有错没有改，一题都没有写入。"), "not_checked": _("这个文件正在处理，请稍候。")}
        messages.error(request, said[error.code])
        return redirect("question_admin:import_job", found.pk)
    tasks.wake_import(found.pk)
    return redirect("question_admin:import_job", found.pk)


def _drafts(found: ImportJob):
    """The questions of this import whose drafts have not been handed in."""
    return Question.objects.filter(
        bank=found.bank,
        provenance__kind="import",
        provenance__import=found.record_id,
        draft__state=QuestionDraft.State.DRAFT,
    )


def _submit(request: HttpRequest, found: ImportJob) -> HttpResponse:
    """Hand all drafts of the import to the reviewers."""
    changed = submit_many(questions=list(_drafts(found)), by=request.user) if found.record_id else 0
    messages.success(request, _("%(n)s 题已送审。") % {"n": changed})
    return redirect("question_admin:import_job", found.pk)


def _seen(found: ImportJob) -> dict:
    """What the private file beside the upload holds: {"questions", "columns", "errors"}."""
    if not found.preview or found.state not in (ImportJob.State.CHECKED, ImportJob.State.REFUSED):
        return {"questions": [], "columns": {}, "errors": []}
    with found.preview.open("rb") as file:
        return {"errors": [], **json.loads(file.read())}


def _sheets(columns: dict) -> list[dict]:
    """Per sheet, its columns with heading, sample and the field they were taken for."""
    return [
        {
            "name": name, "index": index, "rows": sheet["rows"],
            "columns": [
                {"letter": letter, "heading": heading, "sample": sheet["samples"].get(letter, ""), "field": sheet["fields"].get(letter, "")}
                for letter, heading in sheet["headings"].items() if heading or sheet["samples"].get(letter)
            ],
            "choices": [(field, field_name(field)) for field in FIELDS],
        }
        for index, (name, sheet) in enumerate(columns.items())
    ]  # fmt: skip


def _chosen_columns(request: HttpRequest, found: ImportJob) -> dict[str, dict[str, str]]:
    """The mapping as posted: sheet → {letter: field}; an unknown field or a field chosen twice is left out."""
    chosen: dict[str, dict[str, str]] = {}
    for sheet in _sheets(_seen(found)["columns"]):
        fields: dict[str, str] = {}
        for column in sheet["columns"]:
            field = request.POST.get(f"s{sheet['index']}-{column['letter']}", "")
            if field in FIELDS and field not in fields.values():
                fields[column["letter"]] = field
        chosen[sheet["name"]] = fields
    return chosen


def _preview(rows: list[dict]) -> list[dict]:
    return [
        {**row, "place": place(row["where"]), "answer": answer_text(row["kind"], row["content"], row["key"])}
        for row in rows
    ]


def _text(found: ImportJob) -> str:
    if not found.pasted or not found.spool:
        return ""
    with found.spool.open("rb") as file:
        return file.read().decode("utf-8", "replace")


def _marked_lines(found: ImportJob) -> list[tuple[int, str, str]]:
    """(number, line, what is wrong there) of pasted text with errors."""
    if not found.pasted or not found.report.get("errors"):
        return []
    wrong = {error["where"]: error["message"] for error in found.report["errors"]}
    return [
        (number, line, wrong.get(place(f"line:{number}"), ""))
        for number, line in enumerate(_text(found).split("\n"), 1)
    ]
