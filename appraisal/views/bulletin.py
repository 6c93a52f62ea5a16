"""The month's bulletin: its figures to read, its free parts to write beside last month's, and the document."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from appraisal.bulletin import bulletin_of
from appraisal.bulletin_docx import bulletin_docx
from appraisal.forms import BulletinForm
from appraisal.models import BulletinText
from appraisal.services.keep_bulletin import keep_bulletin
from appraisal.views.frame import frame, period_run, period_seen
from foundation import audit
from foundation.clock import local_date
from organisation.models import Role
from organisation.permissions import role_required

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@role_required(Role.MANAGER, Role.AUDITOR)
def bulletin(request, pk: int):
    """What the bulletin says, and the form of its free parts."""
    period = period_seen(request, pk)
    text = BulletinText.objects.filter(period=period).select_related("saved_by").first()
    form = BulletinForm(instance=text)
    if request.method == "POST":
        period = period_run(request, pk)
        form = BulletinForm(request.POST)
        if form.is_valid():
            keep_bulletin(period=period, by=request.user, **form.cleaned_data)
            messages.success(request, _("已保存，下载的通报里就有。"))
            return redirect("appraisal-bulletin", pk=period.pk)
    before = BulletinText.objects.filter(period__node=period.node, period__month__lt=period.month)
    last = before.select_related("period").order_by("-period__month").first()
    parts = [(field, getattr(last, field.name, "")) for field in form]
    context = frame(request, period, "appraisal-bulletin", form=form, parts=parts, last=last, text=text)
    context["bulletin"] = bulletin_of(period)
    return render(request, "appraisal/manager/bulletin.html", context)


@require_GET
@role_required(Role.MANAGER, Role.AUDITOR)
def download(request, pk: int):
    """The bulletin as docx, as things stand now."""
    period = period_seen(request, pk)
    made = bulletin_of(period)
    with transaction.atomic():
        audit.record("bulletin.exported", by=request.user, on=period, node_path=period.node.path)
    response = HttpResponse(bulletin_docx(made, day=local_date()), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{made.title}.docx")
    return response
