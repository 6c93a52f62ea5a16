"""The monthly sheets: upload one, see what would happen, write it; and whose row says what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms import SheetForm
from appraisal.models import AppraisalPeriod, ImportedSheet, SheetDraft, SheetKind
from appraisal.rules.layouts import LAYOUTS
from appraisal.selectors import periods_of, sheets_in_force
from appraisal.services.import_sheet import import_draft, keep_draft
from appraisal.services.read_sheet import read_sheet
from appraisal.sheet_templates import sheet_template
from appraisal.views.frame import frame, period_run, period_seen
from organisation.models import Role
from organisation.permissions import role_required

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS, SHOWN_ROWS = 300, 20


@role_required(Role.MANAGER, Role.AUDITOR)
def sheets(request, pk: int):
    """Which sheets the month has, and the upload; an uploaded file is read and shown, and nothing is written."""
    period = period_seen(request, pk)
    form = SheetForm()
    if request.method == "POST":
        period = period_run(request, pk)
        form = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            return _read(request, period, form)
    in_force = sheets_in_force(period)
    rows = [(kind, label, in_force.get(kind)) for kind, label in SheetKind.choices]
    context = frame(request, period, "appraisal-sheets", rows=rows, form=form)
    return render(request, "appraisal/manager/sheets.html", context)


def _read(request, period: AppraisalPeriod, form: SheetForm):
    reading = read_sheet(form.cleaned_data["file"], period=period, kind=form.cleaned_data["kind"])
    if reading.already:
        sheet = reading.already
        message = _("这份文件已经导入过（%(kind)s，%(file)s），没有重复写入。")
        messages.info(request, message % {"kind": sheet.get_kind_display(), "file": sheet.file_name})
        return redirect("appraisal-sheets", pk=period.pk)
    if not reading.errors:
        keep_draft(reading=reading, period=period, by=request.user)
    layout = LAYOUTS.get(reading.kind)
    columns = [name for name in layout.columns if name in reading.rows[0].values] if layout and reading.rows else []
    context = frame(
        request, period, "appraisal-sheets", reading=reading,
        kind=SheetKind(reading.kind).label if reading.kind else "",
        faults=reading.errors[:SHOWN_FAULTS], more=max(len(reading.errors) - SHOWN_FAULTS, 0), columns=columns,
        sample=[(row.number, [row[name] for name in columns]) for row in reading.rows[:SHOWN_ROWS]],
        replaces=sheets_in_force(period).get(reading.kind),
    )  # fmt: skip
    return render(request, "appraisal/manager/sheet_read.html", context, status=422 if reading.errors else 200)


@require_POST
@role_required(Role.MANAGER)
def sheet_write(request, pk: int):
    """Write the draft that was just shown."""
    period = period_run(request, pk)
    draft = SheetDraft.objects.filter(period=period, read_by=request.user).first()
    if draft is None:
        messages.info(request, _("没有等待写入的文件，请重新上传。"))
        return redirect("appraisal-sheets", pk=period.pk)
    try:
        sheet = import_draft(draft=draft, by=request.user)
        message = ngettext(
            "已导入%(kind)s %(count)s 行，得分已重新核算。",
            "已导入%(kind)s %(count)s 行，得分已重新核算。",
            sheet.row_count,
        )
        messages.success(request, message % {"kind": sheet.get_kind_display(), "count": sheet.row_count})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("appraisal-sheets", pk=period.pk)


@require_GET
@role_required(Role.MANAGER, Role.AUDITOR)
def template(request):
    """The empty sheet of the kind in ?kind=, with notes."""
    kind = request.GET.get("kind", "attendance")
    if kind not in LAYOUTS:
        raise Http404
    response = HttpResponse(sheet_template(kind), content_type=XLSX)
    name = f"{LAYOUTS[kind].sheet}{_('模板')}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_GET
def rows_of_person(request, pk: int, person_pk: int):
    """The rows of a sheet about one person: for that person, and for those who may see the month."""
    sheet = get_object_or_404(ImportedSheet.objects.select_related("period__node", "imported_by"), pk=pk)
    mine = person_pk == request.user.pk
    if not mine and not periods_of(request.user).filter(pk=sheet.period_id).exists():
        raise Http404
    figures = list(sheet.figures.filter(person=person_pk).select_related("person", "window").order_by("row"))
    entries = sheet.period.entries.filter(person=person_pk)
    if not figures and not entries.exists():
        raise Http404
    columns = [name for name in LAYOUTS[sheet.kind].columns if figures and name in figures[0].data]
    context = {
        "sheet": sheet, "columns": columns, "mine": mine, "person": (figures or [entries.first()])[0].person,
        "rows": [(row, [row.data.get(name, "") for name in columns]) for row in figures],
    }  # fmt: skip
    return render(request, "appraisal/sheet_rows.html", context)
