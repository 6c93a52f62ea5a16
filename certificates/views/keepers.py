"""The keepers' pages in the admin shell: who holds what, and what two people must decide."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from certificates.forms import STATE_NAMES, HolderFilter, StandingForm
from certificates.models import CertificateDocument, Credential, DocumentFault, StandingRequest
from certificates.permissions import KEEPERS, READERS, credentials_in_care, requests_in_care
from certificates.rules.state import State
from certificates.selectors import in_state, with_states
from certificates.services.decide_standing import decide_standing
from certificates.services.request_standing import request_standing
from certificates.views.cards import card_of
from foundation.spreadsheets.writing import workbook_bytes
from organisation.permissions import has_role, role_required

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _wanted(request, at) -> tuple[HolderFilter, QuerySet[Credential]]:
    form = HolderFilter(request.GET or None, user=request.user, roles=READERS)
    rows = credentials_in_care(request.user, *READERS)
    if not form.is_valid():
        return form, rows
    if text := form.cleaned_data["q"].strip():
        rows = rows.filter(Q(person__name__icontains=text) | Q(person__username__icontains=text))
    if scheme := form.cleaned_data["scheme"]:
        rows = rows.filter(scheme=scheme)
    if state := form.cleaned_data["state"]:
        rows = in_state(rows, state, at)
    return form, rows


@role_required(*READERS)
def holders(request):
    """Who holds what, with filters."""
    at = timezone.now()
    form, rows = _wanted(request, at)
    page = Paginator(rows.order_by("person__username", "scheme__key", "pk"), PAGE_SIZE).get_page(request.GET.get("p"))
    ids = [row.pk for row in page]
    shown = sorted(with_states(Credential.objects.filter(pk__in=ids), at), key=lambda row: ids.index(row.pk))
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "form": form,
        "page": page,
        "cards": [card_of(row, at) for row in shown],
        "query": query.urlencode(),
        "waiting": requests_in_care(request.user).filter(decided_at=None).count(),
        "may_keep": has_role(request.user, *KEEPERS),
    }
    return render(request, "certificates/admin/holders.html", context)


@role_required(*READERS)
def holders_xlsx(request):
    """The same list as a sheet."""
    at = timezone.now()
    _form, rows = _wanted(request, at)
    columns = [_("工号"), _("姓名"), _("认证项目"), _("编号"), _("颁发日期"), _("有效期至"), _("状态")]
    lines = [
        (
            row.person.username, row.person.name, row.scheme.title, row.number,
            timezone.localtime(row.issued_at).date(), row.expires_on, str(STATE_NAMES[row.state]),
        )
        for row in with_states(rows.order_by("person__username", "scheme__key", "pk"), at)
    ]  # fmt: skip
    response = HttpResponse(workbook_bytes(_("持证情况"), columns, lines), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="credentials-{timezone.localdate()}.xlsx"'
    return response


@role_required(*READERS)
def holder(request, pk: int):
    """One credential in care: what happened to it, and the form to ask for a change."""
    at = timezone.now()
    found = with_states(credentials_in_care(request.user, *READERS).filter(pk=pk), at)
    if not found:
        raise Http404
    credential = found[0]
    form = StandingForm(request.POST or None, suspended=credential.state == State.SUSPENDED)
    if request.method == "POST" and form.is_valid() and _asked(request, credential, form):
        return redirect("certificates_admin:holder", credential.pk)
    documents = CertificateDocument.objects.filter(event__credential=credential)
    context = {
        "card": card_of(credential, at),
        "credential": credential,
        "events": credential.events.select_related("requested_by", "approved_by"),
        "requests": credential.standing_requests.select_related("requested_by", "decided_by"),
        "documents": documents.select_related("event"),
        "faults": DocumentFault.objects.filter(event__credential=credential),
        "form": form,
        "may_keep": credentials_in_care(request.user).filter(pk=pk).exists(),
    }
    return render(request, "certificates/admin/holder.html", context)


def _asked(request, credential: Credential, form: StandingForm) -> bool:
    try:
        request_standing(credential=credential, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    except PermissionDenied as error:
        raise Http404 from error
    messages.success(request, _("申请已提交，等另一人审批；审批前证书状态不变。"))
    return True


@role_required(*READERS)
def requests(request):
    """What waits for a second person, and what was decided lately."""
    mine = StandingRequest.objects.filter(credential__in=credentials_in_care(request.user, *READERS))
    mine = mine.select_related("credential__person", "credential__scheme", "requested_by", "decided_by")
    context = {
        "waiting": mine.filter(decided_at=None),
        "decided": mine.exclude(decided_at=None).order_by("-decided_at")[:30],
        "keeps": set(requests_in_care(request.user).values_list("pk", flat=True)),
    }
    return render(request, "certificates/admin/requests.html", context)


@require_POST
@role_required(*KEEPERS)
def decide(request, pk: int):
    """Approve or decline."""
    wanted = get_object_or_404(requests_in_care(request.user), pk=pk)
    approve = request.POST.get("decision") == "approve"
    try:
        decide_standing(request=wanted, approve=approve, by=request.user, answer=request.POST.get("answer", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done = _("已同意，证书状态立即生效，本人已收到通知。") if approve else _("已退回，证书状态不变。")
        messages.success(request, done)
    return redirect("certificates_admin:requests")
