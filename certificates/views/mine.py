"""What a person sees of their own credentials."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from certificates.documents.render import qr_path
from certificates.forms import STATE_NAMES
from certificates.models import CertificateDocument, Credential, CredentialEvent, DocumentFault
from certificates.rules.state import CLEARING, State
from certificates.selectors import counting, schemes_open_to, with_states
from certificates.services.sign_document import face_of
from certificates.views.cards import card_of, offers_of
from foundation.clock import local_date
from service_items.models import Duty

TO_DO = (State.STALE, State.DUE, State.SUSPENDED, State.LAPSED)
ORDER = [State.STALE, State.DUE, State.SUSPENDED, State.LAPSED, State.VALID, State.REVOKED]


def index(request):
    """我的证书: for which posts I am qualified, which items I may serve, those that need something first, and what I may
    still earn, my own duties first."""
    at = timezone.now()
    held = with_states(Credential.objects.filter(person=request.user), at)
    held.sort(key=lambda credential: (ORDER.index(credential.state), credential.scheme.key))
    open_schemes = {credential.scheme_id for credential in held if credential.state != State.REVOKED}
    wanted = schemes_open_to(request.user, at).exclude(pk__in=open_schemes)
    offers = offers_of(request.user, list(wanted.prefetch_related("requirements", "service_items")), at)
    own = _own_duties(request.user, at)
    posts = [row for row in held if not row.scheme.item_list and row.state != State.REVOKED]
    items = [row for row in held if row not in posts]
    shown = {
        "all": items,
        "todo": [row for row in items if row.state in TO_DO],
        "valid": [row for row in items if row.state in CLEARING],
        "history": [row for row in items if row.state in (State.LAPSED, State.REVOKED)],
    }
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in shown else "all"
    context = {
        "posts": [card_of(credential, at) for credential in posts],
        "cards": [card_of(credential, at) for credential in shown[chosen]],
        "counts": {name: len(rows) for name, rows in shown.items()},
        "counting": len(counting(held)),
        "chosen": chosen,
        "offers": [offer for offer in offers if _is_mine(offer, own)],
        "other_offers": [offer for offer in offers if not _is_mine(offer, own)],
    }
    return render(request, "certificates/mine.html", context)


def _own_duties(user, at) -> set[int]:
    duties = Duty.objects.on(local_date(at)).filter(posting__person=user)
    return set(duties.values_list("item_id", flat=True))


def _is_mine(offer, own: set[int]) -> bool:
    """Whether the scheme is for a post, for an item that the person serves, or already begun."""
    items = {item.pk for item in offer.scheme.service_items.all()}
    return not items or bool(items & own) or any(line["done"] for line in offer.lines)


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
            "fault": DocumentFault.objects.filter(event__credential=credential).first(),
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


def paper(request, pk: int):
    """The certificate as a page, A4 across, for the screen and the printer; the filed PDF is the one that verifies."""
    credential = _own(request, pk, timezone.now())
    award = credential.events.filter(kind__in=CredentialEvent.AWARDS).select_related("credential__person").last()
    award.credential.scheme = credential.scheme
    face = face_of(award)
    context = {
        "face": face, "credential": credential, "qr": qr_path(face.verify_url), "document": _document_of(credential),
        "void": "" if credential.state in CLEARING else STATE_NAMES[credential.state],
    }  # fmt: skip
    return render(request, "certificates/paper.html", context)


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
