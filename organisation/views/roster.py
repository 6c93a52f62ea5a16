"""Import and export of the roster: read first, show what would happen, write only when told."""

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from organisation.models import Role
from organisation.permissions import role_required
from organisation.services import export_roster
from organisation.services.apply_roster import apply_roster
from organisation.services.plan_roster import CHANGED, ENDED, MOVED, NEW, SAME, plan_roster

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOAD = "roster_upload"  # session: where the file waits between the trial and the writing
SHOWN, SHOWN_ERRORS = 200, 1000
administrators_only = role_required(Role.ADMINISTRATOR)


class RosterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，不超过 20 MB、3,000 行。先试读，不写入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@administrators_only
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and shown, and nothing is written."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        _forget(request)
        plan = plan_roster(file, by=request.user)
        if not plan.errors:
            file.seek(0)
            suffix = "xlsx" if file.read(2) == b"PK" else "csv"  # by what it holds: it may be called anything
            request.session[UPLOAD] = storages["private"].save(f"roster/{get_random_string(24)}.{suffix}", file)
        return render(request, "organisation/people/roster_plan.html", _shown(plan) | {"name": file.name})
    return render(request, "organisation/people/roster.html", {"form": form})


def _shown(plan) -> dict:
    labels = {
        NEW: _("新增"), MOVED: _("调动"), CHANGED: _("修改"), ENDED: _("离岗"), SAME: _("不变"),
    }  # fmt: skip
    return {
        "plan": plan,
        "counts": [(labels[kind], count) for kind, count in plan.counts.items()],
        "changes": [(labels[change.kind], change) for change in plan.changes if change.kind != SAME][:SHOWN],
        "more": max(len(plan.changes) - plan.count(SAME) - SHOWN, 0),
        "errors": plan.errors[:SHOWN_ERRORS],
        "unlisted": max(len(plan.errors) - SHOWN_ERRORS, 0),
        "wrong_rows": len(plan.errors),
    }


@administrators_only
@require_POST
@never_cache
def write(request: HttpRequest) -> HttpResponse:
    """Write the file that was just shown; read again, for something may have changed in between."""
    path = request.session.get(UPLOAD)
    if not path or not storages["private"].exists(path):
        return redirect("people_admin:roster")
    with storages["private"].open(path) as file:
        plan = plan_roster(file, by=request.user)
    if plan.errors:
        _forget(request)
        return render(request, "organisation/people/roster_plan.html", _shown(plan) | {"name": ""})
    try:
        result = apply_roster(plan, by=request.user, end_missing="end_missing" in request.POST)
    except IntegrityError:  # two administrators brought the same people at once
        messages.error(request, _("写入时有人改了同样的人，这份名册一行都没有写入。请再试读一次。"))
        return redirect("people_admin:roster")
    _forget(request)
    names = {change.row.username: change.row.name for change in plan.changes}
    context = {
        "counts": _shown(plan)["counts"],
        "ended": result.counts[ENDED],
        "passwords": [(username, names[username], password) for username, password in result.passwords.items()],
    }
    response = render(request, "organisation/people/roster_done.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _forget(request: HttpRequest) -> None:
    path = request.session.pop(UPLOAD, None)
    if path:
        storages["private"].delete(path)


@administrators_only
def template(request: HttpRequest) -> HttpResponse:
    """The empty roster with drop-downs and examples."""
    return _attachment(export_roster.roster_template(request.user), _("人员名册模板") + ".xlsx", XLSX)


@administrators_only
def export(request: HttpRequest) -> HttpResponse:
    """The present roster, in the form in which it can be imported again."""
    name = f"{_('人员名册')}-{local_date().isoformat()}"
    if request.GET.get("format") == "csv":
        return _attachment(export_roster.roster_csv(request.user), f"{name}.csv", "text/csv; charset=utf-8")
    return _attachment(export_roster.roster_workbook(request.user), f"{name}.xlsx", XLSX)


def _attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
