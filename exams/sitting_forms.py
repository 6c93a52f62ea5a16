"""Forms of the sitting builder."""

import re
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.forms import INPUT, MOMENT, keep_within
from exams.models import Blueprint, PaperVersion, Sitting
from exams.paper_selectors import usable_through
from exams.permissions import blueprints_for_officer, papers_for_officer
from foundation.clock import local_date
from foundation.models import User
from organisation.models import Posting, Role
from organisation.permissions import nodes_in_scope, people_in_scope

MOST_GROUPS = 6
BOUNDS = {
    "grace_seconds": (0, 300), "waiting_minutes": (0, 120), "pass_percent": (0, 100), "attempts_allowed": (1, 20),
    "cooldown_minutes": (0, 60 * 24 * 30), "appeal_days": (0, 90), "third_marker_gap": (0, 100),
}  # fmt: skip
WHEN = {"input_formats": [MOMENT], "widget": forms.DateTimeInput({**INPUT, "type": "datetime-local"}, MOMENT)}


class VersionChoice(forms.ModelChoiceField):
    def label_from_instance(self, version: PaperVersion) -> str:
        return _("%(title)s（第 %(number)s 版，%(state)s）") % {
            "title": version.paper.title, "number": version.number, "state": version.get_state_display(),
        }  # fmt: skip


def short_of_room(opens, closes, minutes: int, groups: int) -> str:
    """Why a window parted into so many groups leaves nobody the whole time; "" if it does."""
    part = (closes - opens) / groups
    if part >= timedelta(minutes=minutes):
        return ""
    return _("每批只有 %(part)s 分钟，不够作答 %(minutes)s 分钟。请延长开放时间或减少批数。") % {
        "part": int(part.total_seconds() // 60), "minutes": minutes,
    }  # fmt: skip


class PeopleForm(forms.Form):
    """Who is invited: everybody at work in a place, people by their numbers, or both."""

    people_node = forms.ModelChoiceField(
        None, label=gettext_lazy("这个机构在岗的全部人员"), required=False, empty_label=gettext_lazy("不按机构"),
    )  # fmt: skip
    numbers = forms.CharField(
        label=gettext_lazy("按工号名单"), required=False, max_length=20000,
        widget=forms.Textarea({**INPUT, "rows": 3}),
        help_text=gettext_lazy("一行一个，或用空格、逗号隔开；可以从表格里整列粘贴。"),
    )  # fmt: skip
    groups = forms.IntegerField(
        label=gettext_lazy("分几批"), min_value=1, max_value=MOST_GROUPS, initial=1,
        help_text=gettext_lazy("大于 1 时把开放时间平分，同一窗口的人排在不同批次，窗口不断人。"),
    )  # fmt: skip

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["people_node"].queryset = nodes_in_scope(user, Role.EXAM_OFFICER)

    def clean_numbers(self) -> list[User]:
        wanted = (
            list(dict.fromkeys(re.split(r"[\s,，;；、]+", self.cleaned_data["numbers"].strip())))
            if self.cleaned_data["numbers"].strip()
            else []
        )
        found = {
            person.username: person
            for person in people_in_scope(self.user, Role.EXAM_OFFICER).filter(username__in=wanted, is_active=True)
        }
        if missing := [number for number in wanted if number not in found]:
            raise forms.ValidationError(
                _("这些工号不在您管的范围内，或已停用：%(numbers)s。") % {"numbers": _("、").join(missing[:20])}
            )
        return [found[number] for number in wanted]

    def people(self, day, *, without: set[int]) -> list[User]:
        """Everybody meant, each once; of a whole place, those in `without` (who can read the paper) are left out."""
        people = list(self.cleaned_data["numbers"])
        if node := self.cleaned_data["people_node"]:
            present = Posting.objects.present(day).below(node).select_related("person")
            people += [row.person for row in present.order_by("person__username") if row.person_id not in without]
        return list(dict.fromkeys(people))

    def check_room(self, sitting: Sitting) -> bool:
        """Whether each group's part of the sitting's window leaves the whole time; says so at the field if not."""
        groups, minutes = self.cleaned_data["groups"], sitting.limit_seconds // 60
        trouble = short_of_room(sitting.opens_at, sitting.closes_at, minutes, groups) if groups > 1 else ""
        if trouble:
            self.add_error("groups", trouble)
        return not trouble


class SittingForm(forms.ModelForm):
    """When, on what paper, by which rules."""

    paper_version = VersionChoice(
        None, label=gettext_lazy("固定试卷"), required=False, empty_label=gettext_lazy("不用固定试卷"),
        help_text=gettext_lazy("待签发的也可以先选，签发后考生才能开始。"),
    )  # fmt: skip
    blueprint = forms.ModelChoiceField(
        None, label=gettext_lazy("按细目表逐人抽题"), required=False, empty_label=gettext_lazy("不逐人抽题"),
        help_text=gettext_lazy("保存时按考试当天冻结题池，须另一位考务员签发。"),
    )  # fmt: skip
    opens_at = forms.DateTimeField(label=gettext_lazy("开放"), **WHEN)
    closes_at = forms.DateTimeField(label=gettext_lazy("关闭"), **WHEN)
    minutes = forms.IntegerField(label=gettext_lazy("作答时长（分钟）"), min_value=1, max_value=600, initial=60)

    class Meta:
        model = Sitting
        fields = [
            "title", "node", "paper_version", "blueprint", "opens_at", "closes_at", "minutes", "grace_seconds",
            "waiting_minutes", "pass_percent", "attempts_allowed", "cooldown_minutes", "order", "shuffle_questions",
            "release_policy", "review_policy", "appeal_days", "double_marking", "third_marker_gap", "announcement",
        ]  # fmt: skip
        help_texts = {
            "review_policy": gettext_lazy("还有人没考完时只给成绩和分项；大家都考完，才给对错、答案和解析。"),
            "grace_seconds": gettext_lazy("到时后多久内送到的作答仍算数。"),
            "shuffle_questions": gettext_lazy("选项顺序总是每人不同。"),
        }
        widgets = {"announcement": forms.Textarea({**INPUT, "rows": 3})}

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, BOUNDS)
        self.fields["node"].queryset = nodes_in_scope(user, Role.EXAM_OFFICER)
        versions = PaperVersion.objects.filter(paper__in=papers_for_officer(user), drawn=False)
        usable = versions.filter(state__in=[PaperVersion.State.PUBLISHED, PaperVersion.State.FROZEN])
        if self.instance.pk and self.instance.paper_version_id and not self.instance.blueprint_id:
            usable = usable | versions.filter(pk=self.instance.paper_version_id)
        self.fields["paper_version"].queryset = usable.select_related("paper").defer("payload").order_by("-pk")
        published = blueprints_for_officer(user).filter(state=Blueprint.State.PUBLISHED)
        if self.instance.blueprint_id:
            published = published | blueprints_for_officer(user).filter(pk=self.instance.blueprint_id)
        self.fields["blueprint"].queryset = published.order_by("title")
        self._begin()

    def _begin(self) -> None:
        """What the fields hold before anybody types."""
        if self.instance.pk:
            self.initial["minutes"] = self.instance.limit_seconds // 60
            if self.instance.blueprint_id:
                self.initial["paper_version"] = None  # the pool; it follows the blueprint
            return
        tomorrow = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
        for name, value in (("node", self.fields["node"].queryset.first()), ("opens_at", tomorrow),
                            ("closes_at", tomorrow + timedelta(hours=3))):  # fmt: skip
            self.initial[name] = self.initial.get(name) or value

    def clean(self) -> dict:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("关闭时间要在开放时间之后。"))
        elif closes and closes <= timezone.now():
            self.add_error("closes_at", _("关闭时间已经过去了。"))
        if opens and closes and opens < closes and data.get("paper_version"):
            _good, gone = usable_through(data["paper_version"], local_date(opens), local_date(closes))
            if gone:
                text = _("这份试卷有 %(n)s 题在考试期间过期、停用或待复核。请改开放时间，或出新一版试卷。")
                self.add_error("paper_version", text % {"n": len(gone)})
        if bool(data.get("paper_version")) == bool(data.get("blueprint")) and not self.errors.keys() & {"paper_version", "blueprint"}:  # fmt: skip
            self.add_error("paper_version", _("固定试卷和细目表，选且只选一个。"))
        return data

    def check_room(self, groups: int) -> bool:
        """Whether each group's part of the window leaves the whole time; says so at the field if not."""
        data = self.cleaned_data
        trouble = short_of_room(data["opens_at"], data["closes_at"], data["minutes"], groups)
        if trouble:
            self.add_error("closes_at", trouble)
        return not trouble

    def columns(self) -> dict:
        """What changes in the sitting, by column."""
        data = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("minutes", "paper_version", "blueprint")
        }
        return {**data, "limit_seconds": self.cleaned_data["minutes"] * 60}
