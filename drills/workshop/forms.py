"""Forms of the workshop. A draft may be unfinished, so texts may be empty; the linter asks for them before publishing."""

import json
import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drills.debrief import TRUTH_LABELS
from drills.lint_words import DIMENSIONS
from drills.rules.lint.shape import ID
from drills.rules.state import COUNTERS, RUBRIC
from organisation.models import Node
from service_items.models import ServiceItem, ServiceRule

COUNTER_LABELS = {
    "patience": gettext_lazy("耐心"),
    "minutes": gettext_lazy("分钟"),
    "trips": gettext_lazy("多跑趟数"),
    "legal_errors": gettext_lazy("违规处数"),
}
VERDICT_LABELS = [
    ("best", gettext_lazy("最优")),
    ("acceptable", gettext_lazy("可以，代价大些")),
    ("weak", gettext_lazy("帮不上忙")),
    ("wrong", gettext_lazy("违反规则，可以补救")),
    ("red_line", gettext_lazy("红线")),
]
ENDING_LABELS = [
    ("excellent", gettext_lazy("优秀")),
    ("pass", gettext_lazy("办成")),
    ("fail", gettext_lazy("没办成")),
    ("red_line", gettext_lazy("红线")),
]
CHANNEL_LABELS = [
    ("window", gettext_lazy("窗口")),
    ("phone", gettext_lazy("电话")),
    ("online", gettext_lazy("网上")),
]
KIND_LABELS = {
    "dialogue": gettext_lazy("对话"),
    "document_check": gettext_lazy("材料核对"),
    "notice": gettext_lazy("写告知单"),
    "event": gettext_lazy("事件"),
}
FLAG_CHOICES = [("", gettext_lazy("不变")), ("yes", gettext_lazy("设为是")), ("no", gettext_lazy("设为否"))]
POINT_DIMENSIONS = [name for name in RUBRIC if name != "time"]
LONG = {"rows": 3}


def flags_of(case: dict) -> list[str]:
    """The case's own flags, in the order in which it declares them."""
    return [name for name in case["initial"] if name not in COUNTERS]


def targets_of(case: dict) -> list[tuple[str, str]]:
    """Where a route may lead: every scene and ending."""
    scenes = [(scene["id"], f"{scene['id']} {scene['title']}") for scene in case["scenes"]]
    endings = [(ending["id"], f"{ending['id']} {ending['title']}") for ending in case["endings"]]
    return [("", "—"), (str(_("场景")), scenes), (str(_("结局")), endings)]


class WorkshopForm(forms.Form):
    """Without the colon after labels."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class NewScenarioForm(WorkshopForm):
    """Begin a case."""

    key = forms.CharField(
        label=gettext_lazy("代号"),
        max_length=40,
        help_text=gettext_lazy("字母开头，如 D11；发布后课程和计划用它来引用。"),
    )
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    node = forms.ModelChoiceField(Node.objects.none(), label=gettext_lazy("所属机构"))

    def __init__(self, *args, nodes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes

    def clean_key(self):
        key = self.cleaned_data["key"].strip()
        if not ID.match(key) or key in ("runs", "assessed"):
            raise forms.ValidationError(_("请用字母开头的字母、数字和下划线，如 D11。"))
        return key


class ImportForm(WorkshopForm):
    """Take in a case file."""

    file = forms.FileField(label=gettext_lazy("情景文件（JSON）"), help_text=gettext_lazy("UTF-8 编码，不超过 1 MB。"))
    node = forms.ModelChoiceField(Node.objects.none(), label=gettext_lazy("所属机构"))

    def __init__(self, *args, nodes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > 1024 * 1024:
            raise forms.ValidationError(_("文件超过 1 MB，请确认是不是情景文件。"))
        try:
            return json.loads(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("文件不是 UTF-8 编码，请另存为 UTF-8 再传。")) from error
        except (json.JSONDecodeError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise forms.ValidationError(_("第 %(line)s 行不是合法的 JSON，请改好再传。") % {"line": line}) from error


class CaseForm(WorkshopForm):
    """What a case says about itself: identity, opening, state and variations."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    summary = forms.CharField(
        label=gettext_lazy("简介"),
        required=False,
        widget=forms.Textarea(LONG),
        help_text=gettext_lazy("写明练的是什么。"),
    )
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), choices=CHANNEL_LABELS)
    target_minutes = forms.FloatField(label=gettext_lazy("目标用时（分钟）"), min_value=1, max_value=60)
    patience = forms.IntegerField(label=gettext_lazy("开始时的耐心（0-5）"), min_value=0, max_value=5)
    opening = forms.CharField(label=gettext_lazy("开场"), required=False, widget=forms.Textarea(LONG))
    start = forms.ChoiceField(label=gettext_lazy("从哪一幕开始"))
    service_items = forms.MultipleChoiceField(
        label=gettext_lazy("事项"), required=False, widget=forms.CheckboxSelectMultiple
    )
    flags = forms.CharField(
        label=gettext_lazy("标记"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("这个情景自己的是非状态，每行一个，如 gap；都从“否”开始。"),
    )
    pools = forms.CharField(
        label=gettext_lazy("变化组（JSON）"),
        required=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("每次演练从每组抽一行，填进文字里的 {组.字段}；不需要就留 {}。"),
    )

    def __init__(self, *args, case, **kwargs):
        initial = {
            **{name: case[name] for name in ("title", "summary", "channel", "target_minutes", "opening", "start")},
            "service_items": case["service_items"],
            "patience": case["initial"]["patience"],
            "flags": "\n".join(flags_of(case)),
            "pools": json.dumps(case["pools"], ensure_ascii=False, indent=1),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.case = case
        self.fields["start"].choices = [(one["id"], f"{one['id']} {one['title']}") for one in case["scenes"]]
        self.fields["service_items"].choices = [(item.code, str(item)) for item in ServiceItem.objects.all()]

    def clean_flags(self):
        names = self.cleaned_data["flags"].split()
        odd = [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in COUNTERS]
        if odd:
            raise forms.ValidationError(_("“%(name)s”不能作标记，请用小写字母和下划线，如 gap。") % {"name": odd[0]})
        return list(dict.fromkeys(names))

    def clean_pools(self):
        try:
            pools = json.loads(self.cleaned_data["pools"] or "{}")
        except json.JSONDecodeError as error:
            raise forms.ValidationError(_("第 %(line)s 行不是合法的 JSON。") % {"line": error.lineno}) from error
        rows = [row for group in pools.values() for row in group] if _is_lists(pools) else None
        if rows is None or not all(
            isinstance(row, dict) and all(isinstance(value, str) for value in row.values()) for row in rows
        ):
            raise forms.ValidationError(_("变化组应写成 {组名: [{字段: 文字}, …]}。"))
        return pools

    def content(self) -> dict:
        """The case with what was typed."""
        data = self.cleaned_data
        counters = {name: self.case["initial"][name] for name in COUNTERS} | {"patience": data["patience"]}
        plain = ("title", "summary", "channel", "opening", "start", "service_items", "pools")
        return (
            self.case
            | {name: data[name] for name in plain}
            | {
                "target_minutes": _whole(data["target_minutes"]),
                "initial": counters | dict.fromkeys(data["flags"], False),
            }
        )


def _is_lists(pools: object) -> bool:
    return isinstance(pools, dict) and all(isinstance(group, list) and group for group in pools.values())


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


class EffectFields(WorkshopForm):
    """Fields for effects on the case's state, under the names `effect_<state>`."""

    effects_field = "effects"

    def add_effects(self, case: dict, effects: dict) -> None:
        for name in COUNTERS:
            step = 0.5 if name == "minutes" else 1
            kind = forms.FloatField if name == "minutes" else forms.IntegerField
            least = None if name == "patience" else 0
            self.fields[f"effect_{name}"] = kind(
                label=COUNTER_LABELS[name], required=False, min_value=least, step_size=step, initial=effects.get(name)
            )
        for name in flags_of(case):
            initial = {True: "yes", False: "no"}.get(effects.get(name), "")
            self.fields[f"effect_{name}"] = forms.ChoiceField(
                label=name, required=False, choices=FLAG_CHOICES, initial=initial
            )

    def effects(self) -> dict:
        """What was typed, without what changes nothing."""
        found = {}
        for field, value in self.cleaned_data.items():
            name = field.removeprefix("effect_")
            if name == field or value in (None, "", 0):
                continue
            found[name] = value == "yes" if isinstance(value, str) else _whole(value)
        return found

    def effect_fields(self):
        return [self[name] for name in self.fields if name.startswith("effect_")]


class RulesField(forms.CharField):
    """Rule codes, separated by spaces."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("规则代码"), required=False, help_text=gettext_lazy("用空格分开，如 R02 R11。"), **kwargs
        )

    def clean(self, value):
        codes = list(dict.fromkeys(super().clean(value).upper().replace("，", " ").replace("、", " ").split()))
        known = set(ServiceRule.objects.filter(code__in=codes).values_list("code", flat=True))
        odd = [code for code in codes if code not in known]
        if odd:
            raise forms.ValidationError(_("%(code)s 不在服务规则表里，请用 R01 到 R20。") % {"code": odd[0]})
        return codes


class PointFields(EffectFields):
    """Fields for points per dimension, under the names `point_<dimension>`."""

    def add_points(self, points: dict) -> None:
        for name in POINT_DIMENSIONS:
            self.fields[f"point_{name}"] = forms.IntegerField(
                label=DIMENSIONS[name], required=False, min_value=0, max_value=RUBRIC[name], initial=points.get(name)
            )

    def points(self) -> dict:
        typed = {name: self.cleaned_data.get(f"point_{name}") for name in POINT_DIMENSIONS}
        return {name: value for name, value in typed.items() if value}

    def point_fields(self):
        return [self[name] for name in self.fields if name.startswith("point_")]


class SceneForm(PointFields):
    """The scene itself: title, text, speaker; for desks and notices also rules, handbook, effects and points."""

    title = forms.CharField(label=gettext_lazy("标题"), required=False, max_length=80)
    text = forms.CharField(label=gettext_lazy("正文"), required=False, widget=forms.Textarea(LONG))

    def __init__(self, *args, case, scene, **kwargs):
        super().__init__(*args, initial={"title": scene["title"], "text": scene["text"]}, **kwargs)
        self.scene = scene
        if "speaker" in scene:
            self.fields["speaker"] = forms.CharField(
                label=gettext_lazy("谁在说"),
                required=False,
                initial=scene["speaker"],
                help_text=gettext_lazy("叙述写“旁白”。"),
            )
        if "documents" in scene or "points" in scene:
            self.fields["handbook"] = forms.CharField(
                label=gettext_lazy("事项手册摘录"),
                required=False,
                widget=forms.Textarea(LONG),
                initial=scene.get("handbook"),
            )
            self.fields["rules"] = RulesField(initial=" ".join(scene["rules"]))
            self.add_points(scene["score"])
        if "effects" in scene:
            self.add_effects(case, scene["effects"])

    def plain_fields(self):
        return [self[name] for name in self.fields if not name.startswith(("effect_", "point_"))]

    def content(self) -> dict:
        """The scene with what was typed."""
        plain = ("title", "text", "speaker", "rules")
        scene = self.scene | {name: self.cleaned_data[name] for name in plain if name in self.fields}
        if "handbook" in self.fields:
            scene |= {"score": self.points(), "handbook": self.cleaned_data["handbook"]}
        if "effects" in self.scene:
            scene["effects"] = self.effects()
        return scene


class ChoiceForm(PointFields):
    """One choice."""

    text = forms.CharField(label=gettext_lazy("说法或做法"), required=False, widget=forms.Textarea(LONG))
    verdict = forms.ChoiceField(label=gettext_lazy("评定"), choices=VERDICT_LABELS)
    rules = RulesField()
    feedback = forms.CharField(
        label=gettext_lazy("复盘时的反馈"),
        required=False,
        widget=forms.Textarea(LONG),
        help_text=gettext_lazy("为什么、依据哪条规则、群众付出什么代价。"),
    )

    def __init__(self, *args, case, choice, **kwargs):
        plain = {name: choice[name] for name in ("text", "verdict", "feedback")}
        super().__init__(*args, initial=plain | {"rules": " ".join(choice["rules"])}, **kwargs)
        self.choice = choice
        self.add_effects(case, choice["effects"])
        self.add_points(choice["points"])

    def plain_fields(self):
        return [self[name] for name in ("text", "verdict", "rules", "feedback")]

    def content(self) -> dict:
        """The choice with what was typed."""
        plain = {name: self.cleaned_data[name] for name in ("text", "verdict", "rules", "feedback")}
        return self.choice | plain | {"effects": self.effects(), "points": self.points()}


class DocumentForm(EffectFields):
    """One paper on the desk."""

    name = forms.CharField(label=gettext_lazy("材料名称"), required=False)
    face = forms.CharField(label=gettext_lazy("上面写着什么"), required=False, widget=forms.Textarea({"rows": 2}))
    truth = forms.CharField(
        label=gettext_lazy("正确标法"),
        widget=forms.TextInput({"list": "truths"}),
        help_text=gettext_lazy(
            "valid 有效、missing 缺少、expired 过期、inconsistent 不一致、superfluous 不需要，或 {组.字段}。"
        ),
    )
    why = forms.CharField(label=gettext_lazy("为什么"), required=False, widget=forms.Textarea({"rows": 2}))
    plain = ("name", "face", "truth", "why")

    def __init__(self, *args, case, row, **kwargs):
        super().__init__(*args, initial={name: row[name] for name in self.plain}, **kwargs)
        self.row = row
        self.add_effects(case, row.get("if_wrong", {}))

    def clean_truth(self):
        truth = self.cleaned_data["truth"].strip()
        by_label = {str(label): value for value, label in TRUTH_LABELS.items()}
        truth = by_label.get(truth, truth)
        if truth not in TRUTH_LABELS and not re.fullmatch(r"\{[a-z_]+\.[a-z_]+\}", truth):
            raise forms.ValidationError(_("请填五种标法之一，如 valid，或一个占位，如 {paper.truth}。"))
        return truth

    def plain_fields(self):
        return [self[name] for name in self.plain]

    def content(self) -> dict:
        """The row with what was typed."""
        row = self.row | {name: self.cleaned_data[name] for name in self.plain}
        row.pop("if_wrong", None)
        return row | ({"if_wrong": self.effects()} if self.effects() else {})


class NoticePointForm(DocumentForm):
    """One point that may go into the notice."""

    name = face = truth = None
    text = forms.CharField(label=gettext_lazy("内容"), required=False, widget=forms.Textarea({"rows": 2}))
    needed = forms.BooleanField(label=gettext_lazy("应当写进告知单"), required=False)
    plain = ("text", "needed", "why")


class ConditionForm(WorkshopForm):
    """One condition on the state; an empty one holds always."""

    state = forms.ChoiceField(label=gettext_lazy("如果"), required=False)
    is_ = forms.ChoiceField(
        label=gettext_lazy("关系"),
        required=False,
        choices=[("", "—"), ("yes", gettext_lazy("为是")), ("no", gettext_lazy("为否")), ("gte", "≥"), ("lte", "≤")],
    )
    value = forms.FloatField(label=gettext_lazy("数值"), required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(name, COUNTER_LABELS[name]) for name in COUNTERS] + [(name, name) for name in flags_of(case)]
        self.fields["state"].choices = [("", "—"), *names]

    def clean(self):
        data = super().clean()
        state, relation, value = data.get("state"), data.get("is_"), data.get("value")
        if not state:
            return data
        if state in COUNTERS and (relation not in ("gte", "lte") or value is None):
            raise forms.ValidationError(_("数值状态请选 ≥ 或 ≤，并填数值。"))
        if state not in COUNTERS and relation not in ("yes", "no"):
            raise forms.ValidationError(_("标记请选“为是”或“为否”。"))
        return data

    def when(self) -> dict:
        """The condition typed; empty if none was."""
        data = self.cleaned_data
        if not data.get("state"):
            return {}
        want = {data["is_"]: _whole(data["value"])} if data["state"] in COUNTERS else data["is_"] == "yes"
        return {data["state"]: want}


class RouteForm(ConditionForm):
    """One conditional way on."""

    to = forms.ChoiceField(label=gettext_lazy("去"), required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, case=case, **kwargs)
        self.fields["to"].choices = targets_of(case)

    def route(self) -> dict | None:
        """The route typed; None for an empty row."""
        when = self.when()
        return {"when": when, "to": self.cleaned_data["to"]} if when else None


class OtherwiseForm(WorkshopForm):
    """Where it goes on when no condition holds."""

    to = forms.ChoiceField(label=gettext_lazy("其他情况去"), required=False)

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = targets_of(case)


class EndingForm(WorkshopForm):
    """One ending."""

    verdict = forms.ChoiceField(label=gettext_lazy("评定"), choices=ENDING_LABELS)
    title = forms.CharField(label=gettext_lazy("标题"), required=False, max_length=80)
    text = forms.CharField(label=gettext_lazy("后来怎样"), required=False, widget=forms.Textarea(LONG))
    lesson = forms.CharField(label=gettext_lazy("学到什么"), required=False, widget=forms.Textarea(LONG))
