"""The form of a quick exam."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.forms import INPUT, MOMENT
from foundation.ids import typed_id
from foundation.models import User
from organisation.models import Role
from organisation.permissions import nodes_in_scope, people_in_scope
from question_bank import question_types
from question_bank.models import Bank, QuestionVersion, Topic
from service_items.models import ServiceItem

WHEN = {"input_formats": [MOMENT], "widget": forms.DateTimeInput({**INPUT, "type": "datetime-local"}, MOMENT)}
MOST_LISTED = 200


class QuestionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, version: QuestionVersion) -> str:
        kind = question_types.get(version.kind).label
        return f"{version.question.code} {Truncator(version.stem).chars(70)}（{kind}）"


class PeopleChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: User) -> str:
        return f"{person.name} {person.username}"


class QuickExamForm(forms.Form):
    """A quick exam on one page: what, how many or which, who, when. `listing` adds the questions to tick."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    node = forms.ModelChoiceField(None, label=gettext_lazy("机构"), empty_label=None)
    bank = forms.ModelChoiceField(None, label=gettext_lazy("题库"), empty_label=None)
    topic = forms.ModelChoiceField(
        Topic.objects.order_by("code"), label=gettext_lazy("知识点"), required=False, empty_label=gettext_lazy("全部")
    )
    service_item = forms.ModelChoiceField(
        ServiceItem.objects.order_by("code"),
        label=gettext_lazy("事项"),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    objective_only = forms.BooleanField(label=gettext_lazy("只要系统能自动评分的题"), required=False, initial=True)
    count = forms.IntegerField(label=gettext_lazy("题数"), min_value=1, max_value=100, initial=10)
    chosen = QuestionChoice(
        QuestionVersion.objects.none(), label=gettext_lazy("自己挑题"), required=False,
        widget=forms.CheckboxSelectMultiple({"class": "ticks"}),
        help_text=gettext_lazy("挑了题，就只考挑中的，不再看题数。"),
    )  # fmt: skip
    opens_at = forms.DateTimeField(label=gettext_lazy("开放"), **WHEN)
    closes_at = forms.DateTimeField(label=gettext_lazy("关闭"), **WHEN)
    minutes = forms.IntegerField(label=gettext_lazy("时长（分钟）"), min_value=1, max_value=300, initial=20)
    pass_percent = forms.IntegerField(label=gettext_lazy("合格线（%）"), min_value=0, max_value=100, initial=60)
    attempts_allowed = forms.IntegerField(label=gettext_lazy("可考次数"), min_value=1, max_value=10, initial=1)
    people = PeopleChoice(
        None, label=gettext_lazy("参加的人"), required=False, widget=forms.CheckboxSelectMultiple({"class": "ticks"}),
        help_text=gettext_lazy("一个都不选，就是这个机构在岗的全部人员，看得到试卷的考务员除外。"),
    )  # fmt: skip

    def __init__(self, data=None, *, user: User) -> None:
        self.listing = bool(data) and (data.get("do") == "list" or "chosen" in data)
        typed = self._typed(data) if data and data.get("do") == "list" else None
        super().__init__(None if typed is not None else data, initial=typed)
        nodes = nodes_in_scope(user, Role.EXAM_OFFICER)
        banks = Bank.objects.filter(node__in=nodes) | Bank.objects.filter(node__path__in=_above(nodes))
        self.fields["node"].queryset, self.fields["bank"].queryset = nodes, banks
        people = people_in_scope(user, Role.EXAM_OFFICER).filter(is_active=True)
        self.fields["people"].queryset = people.order_by("username")
        if data:
            self.fields["chosen"].queryset = self._to_tick(data)
        now = timezone.localtime().replace(second=0, microsecond=0)
        begin = {"node": nodes.first(), "bank": banks.first(), "opens_at": now, "closes_at": now + timedelta(days=1),
                 "title": _("快考 %(day)s") % {"day": f"{now:%m-%d}"}}  # fmt: skip
        self.initial = {**begin, **self.initial}

    def _typed(self, data) -> dict:
        """What was typed, to be shown again unchecked."""
        several = ("people", "chosen")
        kept = {name: data.getlist(name) if name in several else data.get(name, "") for name in self.base_fields}
        return kept | {"objective_only": "objective_only" in data}

    def _to_tick(self, data) -> QuerySet[QuestionVersion]:
        """The questions that the page lists: those of the scope as typed, and those ticked before."""
        scope = {name: self._row(name, data) for name in ("bank", "topic", "service_item")}
        rows = usable(**scope, objective_only="objective_only" in data, day=timezone.localdate())
        listed = list(rows.order_by("question__code").values_list("pk", flat=True)[:MOST_LISTED])
        ticked = [typed_id(each) for each in data.getlist("chosen")]
        allowed = usable(bank=scope["bank"], day=timezone.localdate()).filter(pk__in=[*listed, *ticked])
        return allowed.select_related("question").order_by("question__code").distinct()

    def _row(self, name: str, data):
        return self.fields[name].queryset.filter(pk=typed_id(data.get(name))).first()

    def clean(self) -> dict:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            raise ValidationError({"closes_at": _("关闭时间要在开放时间之后。")})
        if closes and closes <= timezone.now():
            raise ValidationError({"closes_at": _("关闭时间已经过去了。")})
        return data


def usable(*, bank, day, topic=None, service_item=None, objective_only: bool = False) -> QuerySet[QuestionVersion]:
    """The versions of a bank that an exam on `day` may use, narrowed to a topic (with its areas) or a service item."""
    rows = QuestionVersion.objects.usable_on(day).for_exams().filter(question__bank=bank)
    if topic:
        rows = rows.filter(topic__in=[topic, *topic.children.all()])
    if service_item:
        rows = rows.filter(service_items=service_item)
    if objective_only:
        rows = rows.filter(kind__in=[kind.kind for kind in question_types.kinds() if kind.objective])
    return rows


def _above(nodes) -> set[str]:
    """The paths of the nodes above `nodes`: their banks may be examined from too."""
    return {path[:end] for path in nodes.values_list("path", flat=True) for end in range(4, len(path), 4)}
