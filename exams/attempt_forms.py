"""Forms of what an officer does with one attempt."""

from django import forms
from django.utils.translation import gettext_lazy as _

INPUT = {"class": "input"}


class WhyForm(forms.Form):
    """A deed that needs its reason on record."""

    why = forms.CharField(label=_("理由"), max_length=200, widget=forms.TextInput(INPUT))


class ReopenForm(WhyForm):
    """Minutes to give back, and why."""

    minutes = forms.IntegerField(
        label=_("再给几分钟"), min_value=1, max_value=240, widget=forms.NumberInput(INPUT), initial=10
    )
