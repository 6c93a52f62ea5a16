"""意见建议: say it from any page; read and answered by managers and administrators above."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisation.permissions import has_role
from training_site.portal.forms import AnswerForm, SuggestionForm
from training_site.portal.models import Suggestion
from training_site.portal.selectors import READS_SUGGESTIONS, suggestions_to_answer
from training_site.portal.services.answer_suggestion import answer_suggestion
from training_site.portal.services.send_suggestion import send_suggestion

PER_PAGE = 20


def suggest(request):
    """The form; `?from=` names the page that it is about."""
    form = SuggestionForm(request.POST or None, initial={"page": request.GET.get("from", "")[:300]})
    if form.is_valid():
        send_suggestion(by=request.user, **form.cleaned_data)
        messages.success(request, _("意见建议已送出，有答复会通知您。"))
        return redirect("suggestions")
    return render(request, "portal/suggest.html", {"form": form, "page": form["page"].value()})


def suggestions(request):
    """One's own suggestions; to a manager or administrator also those of the people below."""
    mine = Paginator(Suggestion.objects.filter(person=request.user), PER_PAGE).get_page(request.GET.get("mine"))
    reads = has_role(request.user, *READS_SUGGESTIONS)
    page = Paginator(suggestions_to_answer(request.user), PER_PAGE).get_page(request.GET.get("page")) if reads else None
    return render(request, "portal/suggestions.html", {"mine": mine, "page_obj": page})


@require_POST
def answer(request, pk: int):
    """Answer one from the people below; another's is not there."""
    suggestion = get_object_or_404(suggestions_to_answer(request.user), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写下答复再送出。"))
    elif answer_suggestion(suggestion=suggestion, by=request.user, answer=form.cleaned_data["answer"]):
        messages.success(request, _("答复已送出。"))
    else:
        messages.warning(request, _("这一条已经有人答复过了。"))
    return redirect("suggestions")
