"""Forms of the paper builder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.models import Blueprint, PaperQuestion, PaperSection, PaperVersion
from exams.permissions import blueprints_for_officer
from foundation.models import User
from organisation.models import Role
from organisation.permissions import nodes_in_scope
from question_bank import question_types
from question_bank.models import Topic
from question_bank.models.facets import CognitiveLevel, Difficulty
from service_items.models import ServiceItem, ServiceRule

ANY = ("", _("不限"))


class PaperForm(forms.Form):
    """A new paper: by hand, or filled by one draw from a blueprint."""

    title = forms.CharField(label=_("名称"), max_length=120)
    blueprint = forms.ModelChoiceField(
        Blueprint.objects.none(), label=_("从细目表抽一份"), required=False, empty_label=_("不抽，自己选题"),
        help_text=_("抽出来仍是草稿，可以换题、改分。"),
    )  # fmt: skip
    node = forms.ModelChoiceField(
        None, label=_("机构"), required=False, help_text=_("自己选题时要选；从细目表抽的卷归细目表的机构。")
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(user, Role.EXAM_OFFICER)
        self.initial.setdefault("node", self.fields["node"].queryset.first())
        published = blueprints_for_officer(user).filter(state=Blueprint.State.PUBLISHED)
        self.fields["blueprint"].queryset = published.order_by("title")

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("blueprint") and not data.get("node") and "node" not in self.errors:
            self.add_error("node", _("选一个机构，或选一张细目表。"))
        return data


class ChooseForm(forms.Form):
    """Which questions to show; every field may stay empty."""

    q = forms.CharField(label=_("题干或题号"), required=False, max_length=80)
    topic = forms.ModelChoiceField(
        Topic.objects.order_by("code"), label=_("知识点"), required=False, empty_label=_("不限")
    )
    service_item = forms.ModelChoiceField(
        ServiceItem.objects.order_by("code"), label=_("事项"), required=False, empty_label=_("不限")
    )
    rule = forms.ModelChoiceField(
        ServiceRule.objects.order_by("code"), label=_("服务规则"), required=False, empty_label=_("不限")
    )
    kind = forms.ChoiceField(label=_("题型"), required=False)
    cognitive_level = forms.ChoiceField(label=_("认知层次"), choices=[ANY, *CognitiveLevel.choices], required=False)
    difficulty = forms.ChoiceField(label=_("难度"), choices=[ANY, *Difficulty.choices], required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ANY, *((each.kind, each.label) for each in question_types.kinds())]


class SectionForm(forms.Form):
    """A section of the draft."""

    title = forms.CharField(label=_("部分名称"), max_length=80, required=False)
    minutes = forms.IntegerField(label=_("建议时长（分钟）"), min_value=1, max_value=600, required=False)
    instructions = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea({"rows": 2, "class": "input"})
    )


class QuestionForm(forms.Form):
    """A question's place and worth."""

    place = forms.IntegerField(label=_("次序"), min_value=1, max_value=999)
    section = forms.TypedChoiceField(label=_("部分"), coerce=int)
    points = forms.DecimalField(label=_("分值"), min_value=0, max_digits=6, decimal_places=2)
    remove = forms.BooleanField(label=_("去掉"), required=False)

    def __init__(self, *args, sections: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = sections
        for name in ("place", "section", "points"):
            self.fields[name].widget.attrs |= {"class": "input", "aria-label": self.fields[name].label}

    def clean_points(self):
        points = self.cleaned_data["points"]
        if points <= 0:
            raise forms.ValidationError(_("分值要大于 0。"))
        return points


class TitleForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=120)


class PaperSheet:
    """The whole draft as one form: its title, its sections, its questions."""

    def __init__(self, version: PaperVersion, data: Any = None) -> None:
        self.sections = list(version.sections.all())
        self.rows = list(version.questions.select_related("version__question").order_by("position"))
        names = [(row.pk, row.title or str(_("（未命名）"))) for row in self.sections]
        self.head = TitleForm(data, initial={"title": version.paper.title})
        self.section_forms = [(row, self._section_form(row, data)) for row in self.sections]
        self.question_forms = [(row, self._question_form(row, names, data)) for row in self.rows]

    def _section_form(self, row: PaperSection, data: Any) -> SectionForm:
        initial = {"title": row.title, "minutes": row.minutes, "instructions": row.instructions}
        return SectionForm(data, prefix=f"s{row.pk}", initial=initial)

    def _question_form(self, row: PaperQuestion, names: list, data: Any) -> QuestionForm:
        initial = {"place": row.position, "section": row.section_id, "points": row.points}
        return QuestionForm(data, prefix=f"q{row.pk}", initial=initial, sections=names)

    def grouped(self) -> list[tuple[PaperSection, SectionForm, list]]:
        """Section by section: its form and its questions with theirs."""
        return [
            (section, form, [pair for pair in self.question_forms if pair[0].section_id == section.pk])
            for section, form in self.section_forms
        ]

    def is_valid(self) -> bool:
        forms_ = [
            self.head,
            *(form for _row, form in self.section_forms),
            *(form for _row, form in self.question_forms),
        ]
        checked = [form.is_valid() for form in forms_]  # all of them, so that every field says what is wrong
        return all(checked)

    def wanted_sections(self) -> list[dict]:
        """The sections as `save_paper_draft` takes them; those left without questions and without a title go."""
        kept = [
            (form.cleaned_data, row.version) for row, form in self.question_forms if not form.cleaned_data["remove"]
        ]
        kept.sort(key=lambda pair: pair[0]["place"])
        return [
            {**form.cleaned_data,
             "questions": [(version, data["points"]) for data, version in kept if data["section"] == section.pk]}
            for section, form in self.section_forms
        ]  # fmt: skip
