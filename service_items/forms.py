"""What an author fills in and must answer for."""

from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from organisation.forms.people import DayInput
from organisation.permissions import nodes_in_scope
from organisation.scoped_pages import AUTHORING_ROLES
from service_items.models import Duty, ServiceItem
from service_items.models.items import Severity


class ServiceItemForm(WagtailAdminModelForm):
    """Offers only the units for which the author may write, and holds the dates to their order."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.for_user
        if "node" in self.fields and user and not user.is_superuser:
            from service_items.permissions import holds_the_whole_tree  # permissions read the model of this form

            self.fields["node"].queryset = nodes_in_scope(user, *AUTHORING_ROLES)
            self.fields["node"].required = not holds_the_whole_tree(user, *AUTHORING_ROLES)

    def clean(self):
        data = super().clean()
        pairs = (
            ("checked_on", "next_check_on", gettext("下次核对要在核对日期之后")),
            ("planned_from", "planned_until", gettext("计划取消日要在计划生效日之后")),
        )
        for first, last, said in pairs:
            if data.get(first) and data.get(last) and data[last] <= data[first]:
                self.add_error(last, said)
        return data


class PublishForm(forms.Form):
    """What the author says of a publication."""

    severity = forms.ChoiceField(
        label=_("改动程度"), choices=Severity.choices, widget=forms.RadioSelect,
        help_text=_("“程序”和“实质”从执行之日起要求复核相关课程、试题和演练，重新认证相关资格；“文字”只留记录。"
                    "政策已经公告过的改动选“文字”，免得重复要求。"),
    )  # fmt: skip
    effective_on = forms.DateField(
        label=_("从哪天起执行"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    summary = forms.CharField(label=_("一句话说明改了什么"), max_length=300, required=False)

    def __init__(self, *args, earliest: date, first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        if first:
            del self.fields["severity"], self.fields["summary"]

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day < self.earliest:
            raise forms.ValidationError(
                gettext("不能早于现行版本的执行日 %(day)s") % {"day": self.earliest.isoformat()}
            )
        return day


class DutyForm(forms.Form):
    """A part and its days; the views add whom or what."""

    part = forms.ChoiceField(label=_("角色"), choices=Duty.Part.choices)
    start_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    end_on = forms.DateField(label=_("到哪天止"), required=False, widget=DayInput(), help_text=_("不填就一直担任。"))


class DutyOfItemForm(DutyForm):
    """Who serves the item."""

    posting = forms.ModelChoiceField(label=_("谁"), queryset=None)
    field_order = ["posting", "part", "start_on", "end_on"]

    def __init__(self, *args, postings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posting"].queryset = postings
        self.fields["posting"].label_from_instance = _posted


class DutyOfPersonForm(DutyForm):
    """What the person serves."""

    item = forms.ModelChoiceField(label=_("事项"), queryset=ServiceItem.objects.none())
    field_order = ["item", "part", "start_on", "end_on"]

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items


class DayForm(forms.Form):
    """From or until which day."""

    day = forms.DateField(widget=DayInput())


def _posted(posting) -> str:
    where = posting.window.name if posting.window else posting.node.name
    away = "" if posting.presence == posting.Presence.PRESENT else f"（{posting.get_presence_display()}）"
    return f"{posting.person.name} {posting.person.username} · {where}{away}"
