"""A person's own account: where they are signed in, the password, the second factor."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisation.selectors import current_posting, password_set_at
from organisation.services.end_sessions import end_sessions


def account(request: HttpRequest) -> HttpResponse:
    """账号与安全: own sessions, password and second factor."""
    person = request.user
    context = {
        "posting": current_posting(person),
        "sessions": sorted(
            UserSession.objects.purge_and_list(person), key=lambda session: session.created_at, reverse=True
        ),
        "password_set_at": password_set_at(person),
        "second_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first(),
    }
    return render(request, "organisation/account.html", context)


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    if not end_sessions(person=request.user, except_key=request.session.session_key or "", only=pk):
        raise Http404
    messages.success(request, _("那台设备上的登录已经结束。"))
    return redirect("organisation:account")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    count = end_sessions(person=request.user, except_key=request.session.session_key or "")
    messages.success(request, _("已结束其他 %s 处登录。") % count)
    return redirect("organisation:account")


@login_not_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """allauth's page for the code. Whose second factor was taken away meanwhile begins again: allauth would send the
    browser to and fro between this page and the password's."""
    waiting = get_pending_stage(request)
    if waiting and not Authenticator.objects.filter(user=waiting.login.user, type=Authenticator.Type.TOTP).exists():
        clear_login(request)
        messages.info(request, _("两步验证已由管理员解除，请重新登录。"))
        return redirect("account_login")
    return authenticate(request)


@login_not_required
def forgotten(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """What to do without the password: an administrator sets a one-time one. Where mail can be sent, allauth's own views
    answer instead (organisation.sign_in_urls)."""
    return render(request, "organisation/forgotten.html")


def by_mail(view: Callable) -> Callable:
    """allauth's view where the installation can send mail, the page that says whom to ask where it cannot."""

    @login_not_required
    @wraps(view)
    def chosen(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (view if settings.PASSWORD_RESET_BY_MAIL else forgotten)(request, *args, **kwargs)

    return chosen


@login_not_required
def no_such_page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """Addresses of allauth and Wagtail that this site does without: accounts are made on the people page."""
    raise Http404


@login_not_required
def admin_sign_in(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """Wagtail's own sign-in and password pages lead to the site's."""
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


@login_not_required
def admin_sign_out(request: HttpRequest) -> HttpResponse:
    """Wagtail's sign-out button ends the session as the site's own does."""
    if request.method != "POST":
        return redirect("account_logout")
    logout(request)
    return redirect("account_login")
