"""Forms of the exam officer."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.models import User
from organisation.models import Role
from organisation.permissions import nodes_in_scope, people_in_scope
from question_bank.models import Bank, Topic
from service_items.models import ServiceItem

INPUT = {"class": "input"}
MOMENT = "%Y-%m-%dT%H:%M"


class QuickExamForm(forms.Form):
    """A quick exam on one page: what, how many, who, when."""

    title = forms.CharField(label=_("名称"), max_length=120, widget=forms.TextInput(INPUT))
    node = forms.ModelChoiceField(None, label=_("机构"), widget=forms.Select(INPUT))
    bank = forms.ModelChoiceField(None, label=_("题库"), widget=forms.Select(INPUT))
    topic = forms.ModelChoiceField(
        Topic.objects.all(), label=_("知识点"), required=False, widget=forms.Select(INPUT), empty_label=_("全部")
    )
    service_item = forms.ModelChoiceField(
        ServiceItem.objects.all(), label=_("事项"), required=False, widget=forms.Select(INPUT), empty_label=_("全部")
    )
    objective_only = forms.BooleanField(label=_("只要系统能自动评分的题"), required=False, initial=True)
    count = forms.IntegerField(label=_("题数"), min_value=1, max_value=100, initial=10, widget=forms.NumberInput(INPUT))
    opens_at = forms.DateTimeField(
        label=_("开放"), input_formats=[MOMENT], widget=forms.DateTimeInput({**INPUT, "type": "datetime-local"}, MOMENT)
    )
    closes_at = forms.DateTimeField(
        label=_("关闭"), input_formats=[MOMENT], widget=forms.DateTimeInput({**INPUT, "type": "datetime-local"}, MOMENT)
    )
    minutes = forms.IntegerField(
        label=_("时长（分钟）"), min_value=1, max_value=300, initial=20, widget=forms.NumberInput(INPUT)
    )
    pass_percent = forms.IntegerField(
        label=_("合格线（%）"), min_value=0, max_value=100, initial=60, widget=forms.NumberInput(INPUT)
    )
    attempts_allowed = forms.IntegerField(
        label=_("可考次数"), min_value=1, max_value=10, initial=1, widget=forms.NumberInput(INPUT)
    )
    people = forms.ModelMultipleChoiceField(
        None, label=_("参加的人"), required=False, widget=forms.SelectMultiple({**INPUT, "size": 8}),
        help_text=_("按住 Ctrl 选多人；一个都不选就是这个机构在岗的全部人员。"),
    )  # fmt: skip

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        nodes = nodes_in_scope(user, Role.EXAM_OFFICER)
        self.fields["node"].queryset = nodes
        self.fields["bank"].queryset = Bank.objects.filter(node__in=nodes) | Bank.objects.filter(
            node__path__in=_above(nodes)
        )
        self.fields["people"].queryset = (
            people_in_scope(user, Role.EXAM_OFFICER).filter(is_active=True).order_by("username")
        )
        now = timezone.localtime().replace(second=0, microsecond=0)
        self.initial.setdefault("opens_at", now)
        self.initial.setdefault("closes_at", now + timedelta(days=1))

    def clean(self):
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            raise ValidationError({"closes_at": _("关闭时间要在开放时间之后。")})
        return data


def _above(nodes) -> set[str]:
    """The paths of the nodes above `nodes`: their banks may be examined from too."""
    return {path[:end] for path in nodes.values_list("path", flat=True) for end in range(4, len(path), 4)}


class ExtendForm(forms.Form):
    """More time for one or for all."""

    minutes = forms.IntegerField(label=_("延长（分钟）"), min_value=1, max_value=240, widget=forms.NumberInput(INPUT))
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.TextInput(INPUT))


class MessageForm(forms.Form):
    """A message to everyone who writes."""

    text = forms.CharField(label=_("通知内容"), max_length=300, widget=forms.TextInput(INPUT))
