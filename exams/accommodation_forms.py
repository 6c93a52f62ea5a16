"""The officer's form of an accommodation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.forms import INPUT
from exams.services.grant_accommodation import MOST_MINUTES, MOST_PERCENT
from foundation.models import User
from organisation.models import Role
from organisation.permissions import people_in_scope


class AccommodationForm(forms.Form):
    """Who gets what, why, until when."""

    person = forms.ModelChoiceField(None, label=_("给谁"), widget=forms.Select(INPUT), empty_label=_("请选择"))
    extra_percent = forms.IntegerField(
        label=_("加时（%）"), min_value=0, max_value=MOST_PERCENT, initial=0, required=False,
        widget=forms.NumberInput({**INPUT, "step": 5}), help_text=_("25% 就是 60 分钟的考试多 15 分钟。"),
    )  # fmt: skip
    extra_minutes = forms.IntegerField(
        label=_("加时（分钟）"), min_value=0, max_value=MOST_MINUTES, initial=0, required=False,
        widget=forms.NumberInput({**INPUT, "step": 5}),
        help_text=_("不论考多久都多给这么多分钟；和百分比都填，每场取多的那个。"),
    )  # fmt: skip
    large_type = forms.BooleanField(label=_("大字号"), required=False)
    reason = forms.CharField(
        label=_("依据"), max_length=200, widget=forms.TextInput(INPUT), help_text=_("例如“视力残疾证，2026 年核验”。")
    )
    ends_on = forms.DateField(
        label=_("有效到"), required=False, widget=forms.DateInput({**INPUT, "type": "date"}, "%Y-%m-%d"),
        help_text=_("不填就一直有效。"),
    )  # fmt: skip

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_in_scope(user, Role.EXAM_OFFICER).filter(is_active=True).exclude(pk=user.pk)
        self.fields["person"].queryset = people.order_by("username")

    def clean_extra_percent(self) -> int:
        return self.cleaned_data["extra_percent"] or 0

    def clean_extra_minutes(self) -> int:
        return self.cleaned_data["extra_minutes"] or 0
