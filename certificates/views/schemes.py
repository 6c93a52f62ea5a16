"""The keepers' pages in the admin shell: schemes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from certificates.forms import ProofForm, SchemeForm, proof_choices
from certificates.models import CredentialScheme
from certificates.permissions import KEEPERS, READERS, schemes_in_care
from certificates.presets import PRESETS, Preset
from certificates.services.save_scheme import save_scheme
from organisation.permissions import has_role, role_required

EXTRA_ROWS = 2


@role_required(*READERS)
def schemes(request):
    """The schemes in care, and the presets to begin from."""
    found = schemes_in_care(request.user, *READERS).select_related("node").prefetch_related("requirements")
    context = {
        "schemes": found.annotate(holders=Count("credentials", filter=Q(credentials__revoked_at=None))),
        "presets": PRESETS.values(),
        "may_keep": has_role(request.user, *KEEPERS),
    }
    return render(request, "certificates/admin/schemes.html", context)


@role_required(*KEEPERS)
def add(request):
    """A new scheme, from a preset if one is named."""
    preset = PRESETS.get(request.GET.get("preset", ""))
    initial = {}
    if preset:
        initial = {
            "kind": preset.kind, "validity_months": preset.validity_months, "statement": preset.statement,
        }  # fmt: skip
    return _edit(request, CredentialScheme(), initial, preset)


@role_required(*KEEPERS)
def edit(request, pk: int):
    """A scheme in care."""
    return _edit(request, get_object_or_404(schemes_in_care(request.user), pk=pk), {}, None)


def _edit(request, scheme: CredentialScheme, initial: dict, preset: Preset | None):
    rows = _rows(scheme, preset)
    formset = formset_factory(ProofForm, extra=EXTRA_ROWS, max_num=20)
    data = request.POST or None
    form = SchemeForm(data, instance=scheme, initial=initial, user=request.user)
    proofs = formset(data, initial=rows, prefix="proofs", form_kwargs={"choices": proof_choices(request.user, scheme)})
    if request.method == "POST" and form.is_valid() and proofs.is_valid() and _saved(request, form, proofs):
        messages.success(request, _("认证项目“%(title)s”已保存。") % {"title": form.instance.title})
        return redirect("certificates_admin:schemes")
    context = {"form": form, "proofs": proofs, "scheme": scheme, "preset": preset}
    return render(request, "certificates/admin/scheme.html", context)


def _rows(scheme: CredentialScheme, preset: Preset | None) -> list[dict]:
    if scheme.pk:
        return [
            {"proof": f"{row.kind}|{row.key}", "minimum_percent": row.minimum_percent, "renews": row.renews}
            for row in scheme.requirements.all()
        ]
    return [{"minimum_percent": percent, "renews": True} for _kind, percent in preset.requirements] if preset else []


def _saved(request, form: SchemeForm, proofs) -> bool:
    scheme = form.save(commit=False)
    wanted = [proof for proof in (row.wanted() for row in proofs) if proof]
    try:
        save_scheme(
            scheme=scheme, service_items=form.cleaned_data["service_items"], requirements=wanted, by=request.user
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    except PermissionDenied as error:
        raise Http404 from error
    return True
