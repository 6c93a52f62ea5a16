"""What stands between signing in and working: a new password, a second factor, and not having walked away."""

import time
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from organisation.idle import is_held_off
from organisation.services.know_sign_in_duties import needs_second_factor, password_is_due

SEEN, SEEN_EVERY = "seen_at", 300
OPEN_TO_ALL = ("/static/", "/i18n/", "/healthz", "/readyz", "/jsi18n/")
# On a desk that several people share, nothing of the last one stays: cached pages, drafts, the offline answers.
CLEAR_SITE_DATA = '"cache", "storage"'


class SignInDutiesMiddleware:
    """For signed-in people only: idle time-out, then password change, then second factor, before any other page."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        if signed_in and request.path.startswith("/cms/") and not _may_open(request):
            raise Http404  # Wagtail would send them to sign in, and sign-in back here
        response = (self._duty(request) if signed_in else None) or self.get_response(request)
        if signed_in and _is_sign_out(request):
            response["Clear-Site-Data"] = CLEAR_SITE_DATA
            response.set_cookie("signed_out", "1", max_age=300, samesite="Lax")  # sign_in.js clears over plain http
        return response

    def _duty(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith(OPEN_TO_ALL):
            return None
        if _walked_away(request):
            return _signed_out_for_idling(request)
        if request.user.must_change_password or (password_is_due(request) and not _is_busy(request)):
            return _send(request, "account_change_password", _("请先修改密码，再继续。"))
        if settings.MFA_REQUIRED_FOR_ROLES and needs_second_factor(request):
            return _send(request, "mfa_activate_totp", _("您的角色需要两步验证。请先设置，再继续。"))
        return None


def _may_open(request: HttpRequest) -> bool:
    return request.path == reverse("wagtailadmin_logout") or request.user.has_perm("wagtailadmin.access_admin")


def _is_sign_out(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path in (reverse("account_logout"), reverse("wagtailadmin_logout"))


def _is_busy(request: HttpRequest) -> bool:
    """Whether an exam runs just now: a password that grows old meanwhile is changed afterwards."""
    return is_held_off(request.user, timezone.now())


def _walked_away(request: HttpRequest) -> bool:
    """Whether nothing was done for too long; notes that something is done now (at most every five minutes)."""
    now = time.time()
    seen, longest = request.session.get(SEEN), settings.IDLE_SIGN_OUT_AFTER
    if (
        seen is not None
        and now - seen > longest.total_seconds()
        and not is_held_off(request.user, timezone.now() - longest)
    ):
        return True
    if seen is None or now - seen > SEEN_EVERY:
        request.session[SEEN] = now
    return False


def _signed_out_for_idling(request: HttpRequest) -> HttpResponse:
    logout(request)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("太久没有操作，已经退出。请重新登录。")}, status=HTTPStatus.UNAUTHORIZED)
    messages.warning(request, _("太久没有操作，已经退出。请重新登录，接着做。"))
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def _send(request: HttpRequest, name: str, why: str) -> HttpResponse | None:
    """To the page of the duty; None if that is where the person is, or on the way out."""
    allowed = [reverse("account_change_password"), reverse("account_logout"), reverse("wagtailadmin_logout")]
    if name.startswith("mfa_"):
        allowed += [reverse("mfa_index"), reverse("account_reauthenticate")]
    if request.path.startswith(tuple(allowed)):
        return None
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": why}, status=HTTPStatus.FORBIDDEN)
    messages.warning(request, why)
    back = {REDIRECT_FIELD_NAME: request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{reverse(name)}?{urlencode(back)}" if back else reverse(name))
