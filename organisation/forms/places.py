"""Forms of the places page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.models import User
from organisation.forms.people import DayInput
from organisation.models import Node, Post, Role, Window
from organisation.permissions import nodes_in_scope


class PlaceForm(forms.ModelForm):
    """One place of the tree."""

    class Meta:
        model = Node
        fields = ["code", "name", "kind", "address", "opening", "phone", "closed_on"]
        widgets = {"closed_on": DayInput()}
        help_texts = {
            "code": _("全系统唯一，字母和数字，如 YS。名册里可以用编码代替名称。"),
            "closed_on": _("撤销的机构填日期，记录保留。"),
        }


class WindowForm(forms.ModelForm):
    """One window of a hall, and the unit that is stationed there."""

    class Meta:
        model = Window
        fields = ["code", "name", "stationed_unit"]
        labels = {"stationed_unit": _("进驻单位（选填）")}

    def __init__(self, *args, administrator: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = nodes_in_scope(administrator, Role.ADMINISTRATOR).filter(kind=Node.Kind.UNIT)
        self.fields["stationed_unit"].queryset = units


class PostForm(forms.ModelForm):
    """A post that people can hold."""

    class Meta:
        model = Post
        fields = ["name", "is_chief"]
