"""Forms of the appraisal."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appraisal.models import AppraisalEntry, AppraisalPeriod, AwardKind, BulletinText, Indicator, SheetKind
from appraisal.rules.layouts import RED_LINES
from appraisal.selectors import people_of
from appraisal.services.keep_score_tokens import MOST_DAYS
from foundation.models import User
from organisation.models import Node, Role, Window
from organisation.permissions import nodes_in_scope

MOST_LISTED = 400  # more people than this are not offered as a list under the staff number


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


class SheetForm(forms.Form):
    """A monthly sheet to read."""

    file = forms.FileField(
        label=_("报表文件"),
        help_text=_(".xlsx 或 .csv，不超过 20 MB、20,000 行。先试读，不写入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    kind = forms.ChoiceField(
        label=_("哪种表"), required=False, choices=[("", _("自动识别")), *SheetKind.choices],
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip


class IndicatorForm(forms.ModelForm):
    """One indicator's part, name and full points; 0 switches it off."""

    class Meta:
        model = Indicator
        fields = ["part", "name", "full_points"]
        widgets = {
            "part": forms.TextInput(attrs={"class": "input"}),
            "name": forms.TextInput(attrs={"class": "input"}),
            "full_points": forms.NumberInput(attrs={"class": "input", "min": 0, "max": 100, "step": "0.5"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # three columns of one row: each says whose it is
            field.widget.attrs["aria-label"] = f"{field.label}：{self.instance.name}"
            field.widget.attrs["class"] = "input"

    def clean_full_points(self):
        value = self.cleaned_data["full_points"]
        if not 0 <= value <= 100:
            raise ValidationError(_("满分要在 0 到 100 之间。"))
        return value


class StaffNumberField(forms.CharField):
    """A person of the period, by staff number; a list of the people to choose from hangs below the form."""

    def __init__(self, **kwargs):
        attrs = {"class": "input", "list": "people-of-period", "autocomplete": "off"}
        super().__init__(label=_("工号"), max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.people: dict[str, User] = {}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if text not in self.people:
            raise ValidationError(_("这个月本机构没有工号 %(text)s。") % {"text": text})
        return self.people[text]


class OfPeriod(forms.Form):
    """A form about people and windows of one period."""

    def __init__(self, *args, period: AppraisalPeriod, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_of(period)
        self.people = [] if len(people) > MOST_LISTED else people
        if "person" in self.fields:
            self.fields["person"].people = {person.username: person for person in people}
        if "window" in self.fields:
            windows = Window.objects.filter(hall__path__startswith=period.node.path).select_related("hall")
            self.fields["window"].queryset = windows


class WindowChoice(forms.ModelChoiceField):
    def label_from_instance(self, window):
        return f"{window.code} {window.name}"


class AwardForm(OfPeriod):
    """An award: to a window if it is the red flag, else to a person."""

    kind = forms.ChoiceField(label=_("奖项"), choices=AwardKind.choices, widget=forms.Select(attrs={"class": "input"}))
    window = WindowChoice(
        Window.objects.none(), label=_("窗口"), required=False, help_text=_("红旗窗口选这里。"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    person = StaffNumberField(required=False, help_text=_("星级首席和服务标兵填这里。"))
    reason = forms.CharField(
        label=_("事由"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )


class GoodDeedForm(OfPeriod):
    """What somebody did, on a day of the month."""

    person = StaffNumberField()
    on = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )
    text = forms.CharField(
        label=_("事迹"), max_length=400, help_text=_("写做了什么，不写群众姓名和电话。"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )  # fmt: skip


class VetoForm(OfPeriod):
    """A red line that was proven in real work."""

    person = StaffNumberField()
    on = forms.DateField(
        label=_("发生日期"), widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )
    red_line = forms.ChoiceField(
        label=_("红线"), choices=[(name, name) for name in RED_LINES], widget=forms.Select(attrs={"class": "input"})
    )
    facts = forms.CharField(
        label=_("查实的事实"), max_length=200, help_text=_("写查实了什么，不写群众姓名和电话。演练里的红线不算。"),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )  # fmt: skip
    proof = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("工单、投诉件、巡查记录等的编号和核实日期。"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip


class BulletinForm(forms.ModelForm):
    """The free parts of the bulletin."""

    class Meta:
        model = BulletinText
        fields = ["remarks", "complaints", "problems", "next_steps"]
        help_texts = {
            "remarks": _("信息报送、督办、媒体报道等，一行一条；写进“一、运行情况”。"),
            "complaints": _("不写就写“本月未收到投诉及留言”。"),
            "problems": _("一行一条，只写事，不点名。"),
            "next_steps": _("一行一条，写明谁、几号前。"),
        }
        widgets = {
            name: forms.Textarea(attrs={"class": "input", "rows": rows, "maxlength": 4000})
            for name, rows in {"remarks": 3, "complaints": 2, "problems": 7, "next_steps": 7}.items()
        }


class TokenForm(forms.Form):
    """A token to issue."""

    name = forms.CharField(
        label=_("用途"), max_length=80, help_text=_("哪个系统用，如“区考核平台”。"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip
    node = forms.ModelChoiceField(
        Node.objects.none(), label=_("机构"), help_text=_("只能读这里和下级的得分。"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("有效天数"), initial=180, min_value=1, max_value=MOST_DAYS,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )  # fmt: skip

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(user, Role.MANAGER, Role.ADMINISTRATOR)


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

    def __init__(self, *args, entry: AppraisalEntry, **kwargs):
        super().__init__(*args, **kwargs)
        if entry.kind == AppraisalEntry.Kind.VETO:
            del self.fields["adjust_by"]
            self.fields["outcome"].help_text = _("成立就撤销这条一票否决。")
