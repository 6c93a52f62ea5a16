"""The check of a page, chosen in the admin's shell by whoever may edit the page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.models import Page

from question_bank.check_authoring import CheckForm
from question_bank.services.make_check import MOST_QUESTIONS


def page_check(
    request: HttpRequest, page: Page, *, field: str, kind: str, heading: str, codes=(), most: int = MOST_QUESTIONS
) -> HttpResponse:
    """Choose questions for `page.<field>`; saved as the page's next draft, so that it is reviewed like the text.

    404 for those who may not edit the page.
    """
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    draft = page.get_latest_revision_as_object()
    words = request.GET.get("words", "").strip()[:40]
    form = CheckForm(
        request.POST or None,
        author=request.user,
        check=getattr(draft, field),
        words=words,
        codes=codes,
        most=most,
    )
    if request.method == "POST" and form.is_valid():
        setattr(draft, field, form.make(title=f"{draft.title}：{heading}", kind=kind))
        draft.save_revision(user=request.user, log_action=True)
        messages.success(request, _("已存为草稿，发布后生效。"))
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"form": form, "page": page, "heading": heading, "words": words}
    return render(request, "question_bank/cms/check_form.html", context)
