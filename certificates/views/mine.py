"""What a person sees of their own credentials."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from certificates.models import CertificateDocument, Credential
from certificates.rules.state import CLEARING, State
from certificates.selectors import schemes_open_to, with_states
from certificates.views.cards import card_of, offers_of

TO_DO = (State.STALE, State.DUE, State.SUSPENDED, State.LAPSED)
ORDER = [State.STALE, State.DUE, State.SUSPENDED, State.LAPSED, State.VALID, State.REVOKED]


def index(request):
    """我的证书: what I hold, those that need something first, and what I may still earn."""
    at = timezone.now()
    held = with_states(Credential.objects.filter(person=request.user), at)
    held.sort(key=lambda credential: (ORDER.index(credential.state), credential.scheme.key))
    open_schemes = {credential.scheme_id for credential in held if credential.state != State.REVOKED}
    wanted = schemes_open_to(request.user, at).exclude(pk__in=open_schemes).prefetch_related("requirements")
    shown = {
        "": held,
        "todo": [credential for credential in held if credential.state in TO_DO],
        "valid": [credential for credential in held if credential.state in CLEARING],
        "history": [credential for credential in held if credential.state in (State.LAPSED, State.REVOKED)],
    }
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in shown else ""
    context = {
        "cards": [card_of(credential, at) for credential in shown[chosen]],
        "counts": {name or "all": len(rows) for name, rows in shown.items()},
        "chosen": chosen,
        "offers": offers_of(request.user, list(wanted), at),
    }
    return render(request, "certificates/mine.html", context)


def _own(request, pk: int, at) -> Credential:
    found = with_states(Credential.objects.filter(person=request.user, pk=pk), at)
    if not found:
        raise Http404
    return found[0]


def detail(request, pk: int):
    """One credential of mine: state, proofs, what happened to it, what to do next."""
    at = timezone.now()
    credential = _own(request, pk, at)
    return render(
        request,
        "certificates/detail.html",
        {
            "card": card_of(credential, at),
            "credential": credential,
            "events": credential.events.select_related("requested_by", "approved_by"),
            "document": _document_of(credential),
        },
    )


def scheme(request, key: str):
    """What a scheme certifies, and how far I am."""
    at = timezone.now()
    wanted = get_object_or_404(schemes_open_to(request.user, at), key=key)
    held = with_states(Credential.objects.filter(person=request.user, scheme=wanted, revoked_at=None), at)
    return render(
        request,
        "certificates/scheme.html",
        {
            "scheme": wanted,
            "card": card_of(held[0], at) if held else None,
            "offer": offers_of(request.user, [wanted], at, {wanted.pk: held[0]} if held else None)[0],
            "items": wanted.service_items.all(),
        },
    )


def download(request, pk: int):
    """The signed PDF of the present award."""
    document = _document_of(_own(request, pk, timezone.now()))
    if document is None:
        raise Http404
    return FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{document.event.credential.number}.pdf",
        content_type="application/pdf",
    )


def _document_of(credential: Credential) -> CertificateDocument | None:
    documents = CertificateDocument.objects.filter(event__credential=credential).select_related("event__credential")
    return documents.order_by("-event__at", "-pk").first()
