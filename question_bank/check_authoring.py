"""Choosing the questions of a check inside an editor of pages: the form and what it offers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.ids import typed_id
from foundation.models import User
from question_bank.models import Check, Question
from question_bank.models.facets import Pool
from question_bank.permissions import questions_of
from question_bank.services.make_check import MOST_QUESTIONS, make_check, unfit

OFFERED = 60


class QuestionField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, question: Question) -> str:
        return f"{question.code}　{question.current_version.stem[:80]}"


class CheckForm(forms.Form):
    """Practice questions within the author's reach, and how many must be right."""

    questions = QuestionField(
        label=_("试题"),
        queryset=Question.objects.none(),
        help_text=_("只列出您范围内已审定、可以自动判分的练习题"),
    )
    pass_count = forms.IntegerField(label=_("答对几题算通过"), min_value=1, max_value=MOST_QUESTIONS)

    def __init__(self, *args, author: User, check: Check | None, words: str = "", codes=(), most: int, **kwargs):
        chosen = [entry.question_id for entry in check.entries.all()] if check else []
        kwargs.setdefault("initial", {"questions": chosen, "pass_count": check.pass_count if check else 2})
        super().__init__(*args, **kwargs)
        self.most = most
        posted = [typed_id(pk) for pk in self.data.getlist("questions")] if self.is_bound else []
        self.fields["questions"].queryset = offered(author, chosen + posted, words, codes)

    def clean_questions(self):
        questions = list(self.cleaned_data["questions"])
        if len(questions) > self.most:
            raise ValidationError(
                gettext("最多选 %(most)s 题，现在选了 %(count)s 题") % {"most": self.most, "count": len(questions)}
            )
        if wrong := [question.code for question in questions if unfit(question)]:
            raise ValidationError(gettext("这些题不能自动判分：%(codes)s") % {"codes": "、".join(wrong)})
        return questions

    def clean(self):
        data = super().clean()
        questions, needed = data.get("questions"), data.get("pass_count")
        if questions and needed and needed > len(questions):
            self.add_error("pass_count", gettext("只选了 %(count)s 题，不能要求答对更多") % {"count": len(questions)})
        return data

    def make(self, *, title: str, kind: str) -> Check:
        """The check as chosen, in the order in which the questions were offered."""
        return make_check(
            title=title,
            kind=kind,
            questions=self.cleaned_data["questions"],
            pass_count=self.cleaned_data["pass_count"],
        )


def offered(author: User, chosen: list[int], words: str, codes) -> "object":
    """The chosen questions and up to OFFERED more: with `words` in the text, else about the service items `codes`."""
    usable = questions_of(author).filter(
        current_version__pool__in=(Pool.PRACTICE, Pool.BOTH), retired_at=None
    )  # fmt: skip
    if words:
        found = usable.filter(current_version__search_text__icontains=words)
    elif codes:
        found = usable.filter(current_version__service_items__code__in=codes)
    else:
        found = usable
    more = list(found.order_by("-pk").values_list("pk", flat=True).distinct()[:OFFERED])
    within = usable.filter(pk__in=[*chosen, *more])
    return within.select_related("current_version").order_by("pk")
