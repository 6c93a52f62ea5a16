"""Forms of the exam officer."""

from django import forms
from django.utils.translation import gettext_lazy as _

INPUT = {"class": "input"}
MOMENT = "%Y-%m-%dT%H:%M"


class ExtendForm(forms.Form):
    """More time for one or for all."""

    minutes = forms.IntegerField(label=_("延长（分钟）"), min_value=1, max_value=240, widget=forms.NumberInput(INPUT))
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.TextInput(INPUT))


class MessageForm(forms.Form):
    """A message to everyone who writes."""

    text = forms.CharField(label=_("通知内容"), max_length=300, widget=forms.TextInput(INPUT))
