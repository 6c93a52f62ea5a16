"""Take a bank's questions out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation.clock import local_date
from organisation.models import Role
from organisation.permissions import role_required
from question_bank.formats import SUFFIXES
from question_bank.import_forms import ExportForm
from question_bank.services.export_questions import export_questions
from question_bank.views.manage.imports import XLSX, writable_banks

TYPES = {
    "xlsx": XLSX,
    "gift": "text/plain; charset=utf-8",
    "moodle-xml": "application/xml",
    "jsonl": "application/x-ndjson",
}


@role_required(Role.TRAINER)
def export(request: HttpRequest) -> HttpResponse:
    """Choose bank and format; see what the format cannot hold; download."""
    form = ExportForm(request.POST or None, banks=writable_banks(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "question_bank/manage/export.html", {"form": form})
    bank, format_name = form.cleaned_data["bank"], form.cleaned_data["format"]
    report = export_questions(bank=bank, format=format_name, by=request.user)
    if not report.read:
        messages.error(request, _("这个题库里还没有试题。"))
        return render(request, "question_bank/manage/export.html", {"form": form})
    if report.losses and "download" not in request.POST:
        return render(request, "question_bank/manage/export.html", {"form": form, "report": report, "bank": bank})
    response = HttpResponse(report.data, content_type=TYPES[format_name])
    name = f"{bank.slug}-{local_date():%Y%m%d}{SUFFIXES[format_name]}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
