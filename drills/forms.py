"""Forms of the players' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
