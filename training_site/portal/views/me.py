"""A person's own corner: settings, language, what is held about them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.registries.my_data import held_about
from organisation.models import Role
from organisation.permissions import grants_of
from training_site.portal.forms import CorrectionForm
from training_site.portal.services.export_my_data import as_json, as_workbook
from training_site.portal.services.request_correction import request_correction
from training_site.portal.services.save_settings import save_settings

FILES = {
    "xlsx": (as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
}


def _back(request):
    """The page that the form named, if it is one of ours; else the home page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if ours else "home")


def me(request):
    """我的: all modules at one tap, the account and its settings."""
    roles = [Role(role).label for role in Role.values if role in grants_of(request.user)]
    return render(request, "portal/me.html", {"roles": roles})


@require_POST
def settings_view(request):
    """Save text size, theme and language."""
    save_settings(by=request.user, **{name: request.POST[name] for name in request.POST})
    return _remember_language(request, _back(request))


@login_not_required
@require_POST
def language(request):
    """Read on in another language; saved on the person, or on this browser before signing in."""
    if request.user.is_authenticated:
        save_settings(by=request.user, language=request.POST.get("language", ""))
    return _remember_language(request, _back(request))


def _remember_language(request, response):
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


def my_data(request):
    """Everything that is held about the signed-in person, and a form to have it put right."""
    sections = held_about(request.user)
    form = CorrectionForm(request.POST or None, sections=[str(section.title) for section in sections])
    if form.is_valid():
        if request_correction(by=request.user, **form.cleaned_data):
            messages.success(request, _("更正请求已送到系统管理员，改好后在这里看得到。"))
        else:
            messages.warning(request, _("更正请求已记入审计，但您的单位和上级现在没有系统管理员，请当面告诉负责人。"))
        return redirect("my_data")
    return render(request, "portal/my_data.html", {"sections": sections, "form": form})


@require_GET
def my_data_file(request, kind: str):
    """The same as a file: xlsx or json."""
    make, content_type = FILES[kind]
    name = f"my-data-{request.user.username}.{kind}"
    return HttpResponse(
        make(request.user),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
