"""Forms of the exam officer."""

from collections.abc import Mapping

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from exams.officer_selectors import PHASES

INPUT = {"class": "input"}
MOMENT = "%Y-%m-%dT%H:%M"


def keep_within(form: forms.Form, bounds: Mapping[str, tuple[int, int]]) -> None:
    """Hold the form's number fields to (least, most), in the browser and here."""
    for name, (least, most) in bounds.items():
        field = form.fields[name]
        field.validators += [MinValueValidator(least), MaxValueValidator(most)]
        field.widget.attrs |= {"min": least, "max": most}


class ExtendForm(forms.Form):
    """More time for one or for all."""

    minutes = forms.IntegerField(label=_("延长（分钟）"), min_value=1, max_value=240, widget=forms.NumberInput(INPUT))
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.TextInput(INPUT))


class CandidateFilterForm(forms.Form):
    """Some of a sitting's candidates."""

    q = forms.CharField(label=_("姓名或工号"), required=False, max_length=80, widget=forms.TextInput(INPUT))
    phase = forms.ChoiceField(
        label=_("现状"), choices=[("", _("全部")), *PHASES.items()], required=False, widget=forms.Select(INPUT)
    )


class MessageForm(forms.Form):
    """A message to everyone who writes."""

    text = forms.CharField(label=_("通知内容"), max_length=300, widget=forms.TextInput(INPUT))
