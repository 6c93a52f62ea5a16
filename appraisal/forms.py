"""Forms of the appraisal."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.models import User
from organisation.models import Node, Role
from organisation.permissions import nodes_in_scope


class PeriodForm(forms.Form):
    """Which month of which branch to open."""

    node = forms.ModelChoiceField(Node.objects.none(), label=_("机构"), widget=forms.Select(attrs={"class": "input"}))
    month = forms.DateField(
        label=_("月份"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"class": "input", "type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("请填年月，如 2026-11。")},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(user, Role.MANAGER)


class AnswerForm(forms.Form):
    """The answer to an objection."""

    outcome = forms.ChoiceField(
        label=_("结论"), choices=[("upheld", _("成立")), ("rejected", _("不成立"))], widget=forms.RadioSelect
    )
    adjust_by = forms.DecimalField(
        label=_("调整得分"), required=False, max_digits=5, decimal_places=2, min_value=Decimal(-100), max_value=Decimal(100),
        help_text=_("成立且要改分时填差额，如 1.25；不改分就空着。"), widget=forms.NumberInput(attrs={"class": "input", "step": "0.01"}),
    )  # fmt: skip
    answer = forms.CharField(
        label=_("答复"), max_length=1000, widget=forms.Textarea(attrs={"class": "input", "rows": 4})
    )
