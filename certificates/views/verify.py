"""The public verification page: by code or by file, with the least data. No sign-in, no cookie of a person needed."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache

from certificates.rules.codes import grouped, normalised
from certificates.rules.state import State
from certificates.signing.pdf import MAX_BYTES
from certificates.signing.ring import hall_ring
from certificates.verification import UNKNOWN, Verification, verify_code, verify_file
from certificates.views.cards import PILLS
from certificates.views.limits import note_try, too_many
from certificates.wording import masked

VERDICTS = {
    State.VALID: _("证书有效"),
    State.DUE: _("证书有效，即将到期"),
    State.STALE: _("证书暂不作数：政策变更待更新"),
    State.SUSPENDED: _("证书暂不作数：已暂停"),
    State.LAPSED: _("证书已失效"),
    State.REVOKED: _("证书已撤销"),
    UNKNOWN: _("没有查到这张证书"),
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("核验码"),
        max_length=80,
        help_text=_("印在二维码旁边，26 位，不分大小写，可以不写短横。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "input mono"}),
    )

    def clean_code(self) -> str:
        code = normalised(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("核验码应为 26 位字母和数字，如 8K3F-72QD-…，请对照证书再看一遍。"))
        return code


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("证书文件"), help_text=_("本系统签发的 PDF，不超过 5 MB；只用来核对，不保存。"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf", "class": "input"}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("文件太大，本系统的证书不超过 5 MB。"))
        return file


@method_decorator([login_not_required, never_cache], name="dispatch")
class VerifyView(View):
    """GET shows the forms, or with `?code=` goes to that code's page; POST checks an uploaded file."""

    def get(self, request):
        if "code" not in request.GET:
            return _page(request)
        form = CodeForm(request.GET)
        if form.is_valid():
            return redirect("certificates:verify_code", form.cleaned_data["code"])
        return _page(request, code_form=form)

    def post(self, request):
        if too_many(request):
            return _slow_down(request)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, file_form=form)
        note_try(request)
        data = form.cleaned_data["file"].read()
        return _page(request, found=verify_file(data, hall_ring().public(), timezone.now()))


@login_not_required
@never_cache
def verify_by_code(request, code: str):
    """What the QR leads to."""
    if too_many(request):
        return _slow_down(request)
    found = verify_code(code, timezone.now())
    if found.status == UNKNOWN:
        note_try(request)
    return _page(request, found=found, status=404 if found.status == UNKNOWN else 200)


def _slow_down(request) -> HttpResponse:
    response = render(request, "certificates/verify.html", {"slow_down": True}, status=429)
    response["Retry-After"] = "60"
    return response


def _page(request, *, found: Verification | None = None, code_form=None, file_form=None, status: int = 200):
    context = {
        "found": found,
        "at": timezone.now(),
        "code_form": code_form or CodeForm(),
        "file_form": file_form or FileForm(),
    }
    if found:
        context |= _shown(found)
    return render(request, "certificates/verify.html", context, status=status)


def _shown(found: Verification) -> dict:
    """Only what one needs to know: who (masked), what, by whom, until when. No mark, no staff number, no history."""
    refused = found.signature not in ("", "valid")
    words = {"invalid": _("文件核验不通过"), "unknown-key": _("不是本单位签发的文件")}
    pill, icon = PILLS.get(found.status, ("is-expired", "warn"))
    shown = {
        "verdict": words[found.signature] if refused else VERDICTS[found.status],
        "pill": "is-revoked" if refused else pill,
        "icon": "warn" if refused else icon,
        "reasons": found.reasons,
    }
    if found.credential and not refused:
        credential = found.credential
        shown["facts"] = [
            (_("持有人"), masked(credential.person.name)),
            (_("证书"), credential.scheme.title),
            (_("编号"), credential.number),
            (_("颁发单位"), credential.scheme.issuer),
            (_("颁发日期"), timezone.localtime(credential.issued_at).date()),
            (_("有效期至"), credential.expires_on),
            (_("核验码"), grouped(credential.code)),
        ]
    return shown
