"""Tokens for other systems: who holds one, for what; issue and revoke."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appraisal.forms import TokenForm
from appraisal.models import ScoreToken
from appraisal.services.keep_score_tokens import issue_score_token, revoke_score_token
from organisation.models import Role
from organisation.permissions import has_role, in_scope, role_required

KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)


def _tokens(user):
    return in_scope(ScoreToken.objects.select_related("node", "issued_by", "revoked_by"), user, *KEEPERS)


@never_cache
@role_required(*KEEPERS)
def tokens(request):
    """The tokens in scope, and the form that issues one. The token is on the page once, right after it was issued."""
    form = TokenForm(request.POST or None, user=request.user)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = issue_score_token(**form.cleaned_data, by=request.user)
            form = TokenForm(user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "tokens": _tokens(request.user), "form": form, "secret": secret, "now": timezone.now(),
        "may_appraise": has_role(request.user, Role.MANAGER, Role.AUDITOR),
    }  # fmt: skip
    return render(request, "appraisal/manager/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@role_required(*KEEPERS)
def token_revoke(request, pk: int):
    token = get_object_or_404(_tokens(request.user), pk=pk)
    revoke_score_token(token=token, by=request.user)
    messages.success(request, _("已收回，拿着它的系统读不到了。"))
    return redirect("appraisal-tokens")
