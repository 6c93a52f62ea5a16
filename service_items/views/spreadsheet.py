"""Import and export of the catalogue: read first, show what would happen, write only when told."""

from django import forms
from django.contrib import messages
from django.core.files.storage import storages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from foundation.spreadsheets import parse_date
from organisation.models import Role
from organisation.permissions import has_role, role_required
from service_items.models import ServiceItem
from service_items.permissions import ItemPermissionPolicy
from service_items.services.apply_catalogue import apply_catalogue
from service_items.services.export_catalogue import catalogue_template, catalogue_workbook
from service_items.services.plan_catalogue import CHANGED, NEW, SAME, plan_catalogue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UPLOAD = "catalogue_upload"  # session: where the file waits between the trial and the writing
SHOWN, SHOWN_ERRORS = 200, 1000
writers_only = role_required(Role.TRAINER, Role.ADMINISTRATOR)


class CatalogueForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("目录文件"),
        help_text=gettext_lazy(".xlsx，不超过 20 MB、500 个事项。先试读，不写入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@writers_only
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and shown, and nothing is written."""
    form = CatalogueForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        _forget(request)
        plan = plan_catalogue(file, by=request.user)
        if not plan.errors:
            file.seek(0)
            request.session[UPLOAD] = storages["private"].save(f"catalogue/{get_random_string(24)}.xlsx", file)
        return render(request, "service_items/cms/import_plan.html", _shown(request, plan) | {"name": file.name})
    return render(request, "service_items/cms/import.html", {"form": form})


def _shown(request: HttpRequest, plan) -> dict:
    labels = {NEW: _("新增"), CHANGED: _("修改"), SAME: _("不变")}
    differing = [one for one in plan.items if one.kind != SAME]
    return {
        "plan": plan,
        "counts": [(labels[kind], plan.count(kind)) for kind in labels],
        "items": [(labels[one.kind], one) for one in differing[:SHOWN]],
        "more": max(len(differing) - SHOWN, 0),
        "errors": plan.errors[:SHOWN_ERRORS],
        "unlisted": max(len(plan.errors) - SHOWN_ERRORS, 0),
        "wrong_places": len(plan.errors),
        "may_publish": _may_publish(request) and plan.count(NEW),
        "today": local_date(),
    }


def _may_publish(request: HttpRequest) -> bool:
    return ItemPermissionPolicy(ServiceItem).user_has_permission(request.user, "publish")


@writers_only
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Write the file that was just shown; read again, for something may have changed in between."""
    path = request.session.get(UPLOAD)
    if not path or not storages["private"].exists(path):
        return redirect("catalogue_admin:import")
    day = None
    if request.POST.get("publish"):
        if not _may_publish(request):
            raise Http404
        try:
            day = parse_date(request.POST.get("publish_from", ""))
        except ValueError:
            day = local_date()
    with storages["private"].open(path) as file:
        plan = plan_catalogue(file, by=request.user)
    if plan.errors:
        _forget(request)
        return render(request, "service_items/cms/import_plan.html", _shown(request, plan) | {"name": ""})
    try:
        apply_catalogue(plan, by=request.user, publish_new_from=day)
    except IntegrityError:  # two keepers brought the same items at once
        messages.error(request, _("写入时有人加了同样的事项，这份目录一项都没有写入。请再试读一次。"))
        return redirect("catalogue_admin:import")
    _forget(request)
    drafts = [one.draft for one in plan.items if one.kind == CHANGED or (one.kind == NEW and day is None)]
    context = {
        "counts": _shown(request, plan)["counts"],
        "drafts": drafts,
        "day": day,
        "may_publish": _may_publish(request),
    }
    return render(request, "service_items/cms/import_done.html", context)


def _forget(request: HttpRequest) -> None:
    path = request.session.pop(UPLOAD, None)
    if path:
        storages["private"].delete(path)


@writers_only
def template(request: HttpRequest) -> HttpResponse:
    """The empty catalogue with drop-downs and examples."""
    return _attachment(catalogue_template(request.user), _("事项目录模板") + ".xlsx")


def export(request: HttpRequest) -> HttpResponse:
    """The catalogue that the person keeps, in the form in which it can be imported again."""
    if not has_role(request.user, Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR):
        raise Http404
    return _attachment(catalogue_workbook(request.user), f"{_('事项目录')}-{local_date().isoformat()}.xlsx")


def _attachment(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
