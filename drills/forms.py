"""Forms of the players' and officers' pages."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drills.models import Scenario
from drills.permissions import playable_scenarios
from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Posting, Role
from organisation.permissions import nodes_in_scope
from service_items.models import ServiceItem, ServiceRule


class CatalogueFilter(forms.Form):
    """Which cases to list."""

    item = forms.ModelChoiceField(
        ServiceItem.objects.none(), to_field_name="code", required=False, label=_("事项"), empty_label=_("全部事项")
    )
    rule = forms.ModelChoiceField(
        ServiceRule.objects.none(), to_field_name="code", required=False, label=_("服务规则"), empty_label=_("全部规则")
    )

    def __init__(self, *args, scenarios, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["item"].queryset = ServiceItem.objects.filter(scenarios__in=scenarios).distinct()
        self.fields["rule"].queryset = ServiceRule.objects.filter(scenarios__in=scenarios).distinct()
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def narrow(self, scenarios):
        """`scenarios` narrowed by what was chosen; an unknown value narrows nothing."""
        self.is_valid()
        if item := self.cleaned_data.get("item"):
            scenarios = scenarios.filter(service_items=item)
        if rule := self.cleaned_data.get("rule"):
            scenarios = scenarios.filter(rules=rule)
        return scenarios


class ReleaseForm(forms.Form):
    """Release a case as an assessed drill."""

    scenario = forms.ModelChoiceField(Scenario.objects.none(), label=_("情景"))
    node = forms.ModelChoiceField(
        Node.objects.none(), label=_("发给哪里的人"), help_text=_("该机构及其下级的在岗人员。")
    )
    usernames = forms.CharField(
        label=_("只发给这些工号"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("每行或用空格分开一个；留空就发给全部在岗人员。"),
    )
    opens_at = forms.DateTimeField(label=_("开始时间"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    closes_at = forms.DateTimeField(label=_("截止时间"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    attempts = forms.IntegerField(label=_("每人次数"), min_value=1, max_value=5, initial=1)

    def __init__(self, *args, officer, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.people: list[User] = []
        self.fields["scenario"].queryset = playable_scenarios(officer).order_by("key")
        self.fields["node"].queryset = nodes_in_scope(officer, Role.EXAM_OFFICER)

    def clean(self):
        data = super().clean()
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("截止时间要晚于开始时间。"))
        if data.get("node"):
            self._choose_people(data["node"], (data.get("usernames") or "").split())
        return data

    def _choose_people(self, node: Node, names: list[str]) -> None:
        posted = Posting.objects.present(local_date()).below(node).values("person")
        people = User.objects.filter(pk__in=posted).order_by("username")
        self.people = list(people.filter(username__in=names) if names else people)
        unknown = sorted(set(names) - {person.username for person in self.people})
        if unknown:
            self.add_error(
                "usernames", gettext("这些工号不在该机构的在岗人员里：%(names)s。") % {"names": "、".join(unknown)}
            )
        elif not self.people:
            self.add_error("node", gettext("该机构没有在岗人员。"))
