"""Asking, answering and verifying."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from foundation.clock import local_date
from foundation.registries import links
from organisation.models import Role
from organisation.permissions import has_role, in_scope
from question_bank import enquiries
from question_bank.models import Bank, Enquiry, Reply
from question_bank.services.ask_enquiry import ask_enquiry
from question_bank.services.draft_from_enquiry import draft_from_enquiry
from question_bank.services.reply_enquiry import reply_enquiry
from question_bank.services.verify_reply import doubt_reply, verify_reply
from service_items.models import ServiceItem

TABS = ("faq", "mine", "all", "queue")


class AskForm(forms.ModelForm):
    """What is asked, and about which service item."""

    class Meta:
        model = Enquiry
        fields = ["title", "text", "service_items"]
        labels = {"service_items": gettext_lazy("关于哪个事项")}
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "service_items": forms.Select}
        help_texts = {"title": gettext_lazy("一句话，如“残疾人证到期，受理日期写哪天”")}

    service_items = forms.ModelChoiceField(
        label=gettext_lazy("关于哪个事项"), queryset=ServiceItem.objects.all(), required=False
    )


class ReplyForm(forms.ModelForm):
    class Meta:
        model = Reply
        fields = ["text", "basis"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"basis": gettext_lazy("法规和条款，如“社会救助暂行办法 第四十七条”")}


def index(request: HttpRequest) -> HttpResponse:
    """Questions and answers: the FAQ, my own, all, and what waits for me."""
    tab = request.GET.get("tab", "faq")
    tab, today, query = tab if tab in TABS else "faq", local_date(), request.GET.get("q", "")
    rows = {
        "faq": lambda: enquiries.faq(today),
        "mine": lambda: enquiries.listed(today).filter(asked_by=request.user),
        "all": lambda: enquiries.listed(today),
        "queue": lambda: enquiries.waiting_for(request.user, today),
    }[tab]()
    page = Paginator(enquiries.searched(rows, query), 20).get_page(request.GET.get("page"))
    for enquiry in page:
        enquiry.state = enquiries.state_of(enquiry)
    waiting = enquiries.waiting_for(request.user, today).count()
    return render(
        request,
        "question_bank/enquiries/index.html",
        {"page": page, "tab": tab, "q": query, "waiting": waiting, "today": today},
    )


def ask(request: HttpRequest) -> HttpResponse:
    """Ask, perhaps about something (?about=kind:key); what was asked before is shown first."""
    about = _about(request)
    kind, _colon, key = request.GET.get("about", "").partition(":")
    item = ServiceItem.objects.filter(code=key).first() if kind == "service_item" else None
    form = AskForm(request.POST or None, initial={"service_items": item})
    similar = []
    if request.method == "POST" and form.is_valid():
        similar = enquiries.alike(form.cleaned_data["title"])
        if not similar or request.POST.get("anyway"):
            chosen = form.cleaned_data["service_items"]
            enquiry = ask_enquiry(
                title=form.cleaned_data["title"], text=form.cleaned_data["text"], by=request.user,
                service_items=[chosen] if chosen else [], about=(about.kind, about.key) if about else ("", ""),
            )  # fmt: skip
            messages.success(request, _("已提问，最晚 %(day)s 前答复您。") % {"day": enquiry.due_on.isoformat()})
            return redirect("question_bank:enquiry", enquiry.pk)
    return render(request, "question_bank/enquiries/ask.html", {"form": form, "about": about, "similar": similar})


def _about(request: HttpRequest) -> links.Link | None:
    """The thing asked about, if it exists and this person may open it."""
    kind, _colon, key = (request.POST.get("about") or request.GET.get("about") or "").partition(":")
    link = links.resolve(kind, key) if kind and key else None
    return link if link and link.visible_to(request.user) else None


def similar(request: HttpRequest) -> HttpResponse:
    """A fragment: what was asked before that is like ?q=."""
    return render(
        request, "question_bank/enquiries/_similar.html", {"similar": enquiries.alike(request.GET.get("q", "")[:200])}
    )


def enquiry(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """One enquiry with its replies."""
    found = get_object_or_404(enquiries.listed(local_date()), pk=enquiry_id)
    found.state = enquiries.state_of(found)
    duty = enquiries.may_verify(request.user, found)
    context = {
        "enquiry": found,
        "replies": found.replies.select_related("by"),
        "form": ReplyForm(),
        "duty": duty,
        "may_draft": found.state == "verified" and has_role(request.user, Role.TRAINER),
        "banks": in_scope(Bank.objects.all(), request.user, Role.TRAINER),
        "about": links.resolve(found.about_kind, found.about_key) if found.about_key else None,
        "today": local_date(),
    }
    return render(request, "question_bank/enquiries/enquiry.html", context)


@require_POST
def reply(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Add a reply; any colleague may."""
    found = get_object_or_404(Enquiry, pk=enquiry_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        reply_enquiry(enquiry=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已答复。"))
    else:
        messages.error(request, _("请写下答复，2000 字以内。"))
    return redirect("question_bank:enquiry", found.pk)


@require_POST
def verify(request: HttpRequest, enquiry_id: int, reply_id: int) -> HttpResponse:
    """The duty unit stands by this reply."""
    found = get_object_or_404(Reply.objects.select_related("enquiry__node"), pk=reply_id, enquiry=enquiry_id)
    _require_duty(request, found.enquiry)
    verify_reply(reply=found, by=request.user)
    messages.success(request, _("已核对，收入常见问答。"))
    return redirect("question_bank:enquiry", enquiry_id)


@require_POST
def doubt(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """The duty unit no longer stands by it."""
    found = get_object_or_404(Enquiry.objects.select_related("node"), pk=enquiry_id)
    _require_duty(request, found)
    try:
        doubt_reply(enquiry=found, by=request.user, reason=request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("请写明为什么不能再照着说。"))
    else:
        messages.success(request, _("已标为待更新，不再引用。"))
    return redirect("question_bank:enquiry", enquiry_id)


@require_POST
def draft(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Make a question of it, in a bank of this trainer's."""
    banks = in_scope(Bank.objects.all(), request.user, Role.TRAINER)
    bank = get_object_or_404(banks, pk=request.POST.get("bank") or 0)
    found = get_object_or_404(Enquiry.objects.exclude(verified_reply=None), pk=enquiry_id)
    question = draft_from_enquiry(enquiry=found, bank=bank, by=request.user)
    messages.success(request, _("已出成题目草稿 %(code)s，补好干扰项再送审。") % {"code": question.code})
    return redirect("question_admin:edit", question.pk)


def _require_duty(request: HttpRequest, found: Enquiry) -> None:
    if not enquiries.may_verify(request.user, found):
        raise Http404
