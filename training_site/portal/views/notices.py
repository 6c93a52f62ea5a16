"""The inbox."""

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from foundation.models import Notice

PER_PAGE = 20


def notices(request):
    """What the site told the person, newest first; `?unread` leaves out what was read."""
    rows = Notice.objects.filter(person=request.user)
    only_unread = "unread" in request.GET
    page = Paginator(rows.filter(read_at=None) if only_unread else rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "only_unread": only_unread, "unread": rows.filter(read_at=None).count()}
    return render(request, "portal/notices.html", context)


@require_POST
def open_notice(request, pk: int):
    """Mark one as read and go where it leads; without an address, back to the inbox."""
    notice = get_object_or_404(Notice, pk=pk, person=request.user)
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    if "stay" not in request.POST and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notices")


@require_POST
def read_all(request):
    """Mark everything as read."""
    with transaction.atomic():
        Notice.objects.filter(person=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("notices")
