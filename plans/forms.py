"""Forms of plans."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.models import User
from foundation.registries import links
from organisation.models import Post
from organisation.permissions import nodes_in_scope
from plans.models import PlanStep, TrainingClass, TrainingPlan
from plans.permissions import PLANNERS, people_plannable_by


class PlanForm(forms.ModelForm):
    """A plan's frame. Only nodes and people in the planner's scope can be chosen."""

    class Meta:
        model = TrainingPlan
        fields = [
            "title",
            "node",
            "nodes",
            "posts",
            "people",
            "starts_on",
            "due_on",
            "target_mark",
            "participation_target",
        ]
        widgets = {
            "title": forms.TextInput(attrs={"class": "input"}),
            "node": forms.Select(attrs={"class": "input"}),
            "nodes": forms.CheckboxSelectMultiple,
            "posts": forms.CheckboxSelectMultiple,
            "people": forms.SelectMultiple(attrs={"class": "input", "size": 8}),
            "starts_on": forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
            "due_on": forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
            "target_mark": forms.NumberInput(attrs={"class": "input", "min": 0, "max": 100}),
            "participation_target": forms.NumberInput(attrs={"class": "input", "min": 0, "max": 100}),
        }
        labels = {"node": _("由哪里管理")}
        help_texts = {
            "nodes": _("选机构：现在和以后到岗的人都会收到这份计划。"),
            "posts": _("不选就是全部岗位。"),
            "people": _("还可以另外点名。按住 Ctrl 选多人。"),
        }

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        nodes = nodes_in_scope(user, *PLANNERS)
        self.fields["node"].queryset = nodes
        self.fields["nodes"].queryset = nodes
        self.fields["posts"].queryset = Post.objects.all()
        self.fields["people"].queryset = people_plannable_by(user).filter(is_active=True).order_by("username")

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("due_on") and data["due_on"] < data["starts_on"]:
            self.add_error("due_on", _("截止日要在开始日之后。"))
        if not self.errors and not data.get("nodes") and not data.get("people"):
            self.add_error("nodes", _("请选机构，或在下面点名。"))
        return data


class StepForm(forms.ModelForm):
    """One step: what kind of thing, and which one."""

    class Meta:
        model = PlanStep
        fields = ["kind", "key", "due_on"]
        widgets = {
            "kind": forms.Select(attrs={"class": "input"}),
            "key": forms.TextInput(attrs={"class": "input", "list": "step-keys"}),
            "due_on": forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"key": _("课程、演练、政策的代号或考试编号，可从列表中选。")}

    def __init__(self, *args, plan: TrainingPlan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan

    def clean(self):
        data = super().clean()
        kind, key = data.get("kind"), data.get("key")
        if not (kind and key):
            return data
        link = links.resolve(kind, key)
        if link is None:
            raise ValidationError({"key": _("找不到这项内容，请从列表中选。")})
        if self.plan.steps.filter(kind=kind, key=key).exists():
            raise ValidationError({"key": _("计划里已经有这一项。")})
        self.link_title = link.title
        return data


class ClassForm(forms.ModelForm):
    """A class: what, when, where, and whose."""

    class Meta:
        model = TrainingClass
        fields = ["title", "node", "starts_at", "place"]
        widgets = {
            "title": forms.TextInput(attrs={"class": "input"}),
            "node": forms.Select(attrs={"class": "input"}),
            "starts_at": forms.DateTimeInput(
                attrs={"class": "input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "place": forms.TextInput(attrs={"class": "input"}),
        }
        labels = {"node": _("由哪里管理")}

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(user, *PLANNERS)


class AttendanceForm(forms.Form):
    """Who came: ticked among those expected, and others by staff number."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("应到的人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("另外到场的人"), required=False, max_length=2000, help_text=_("填工号，几个之间用空格或顿号隔开。"),
        widget=forms.TextInput(attrs={"class": "input"}),
    )  # fmt: skip

    def __init__(self, *args, listed, reachable, **kwargs):
        super().__init__(*args, **kwargs)
        self.reachable = reachable
        self.fields["people"].queryset = listed
        self.fields["people"].label_from_instance = lambda person: f"{person.name} {person.username}"

    def clean_others(self) -> list[User]:
        numbers = [text for text in re.split(r"[\s,，、;；]+", self.cleaned_data["others"]) if text]
        found = {person.username: person for person in self.reachable.filter(username__in=numbers)}
        if unknown := [number for number in numbers if number not in found]:
            raise ValidationError(_("您的范围里没有这些工号：%s。") % "、".join(unknown))
        return list(found.values())
