"""Forms of the keepers' pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import Credential, CredentialScheme, SchemeRequirement, StandingRequest
from certificates.permissions import KEEPERS, schemes_in_care
from certificates.rules.state import State
from certificates.services.save_scheme import WantedProof
from courses.selectors import open_courses
from drills.permissions import playable_scenarios
from exams.models import Blueprint, Paper
from foundation.models import User
from organisation.models import Role
from organisation.permissions import in_scope, nodes_in_scope
from service_items.models import ServiceItem

STATE_NAMES = {
    State.VALID: _("有效"),
    State.DUE: _("即将到期"),
    State.STALE: _("政策变更待更新"),
    State.SUSPENDED: _("已暂停"),
    State.LAPSED: _("已失效"),
    State.REVOKED: _("已撤销"),
}


class HolderFilter(forms.Form):
    """Which credentials the list shows; every field may stay empty."""

    q = forms.CharField(label=_("姓名或工号"), required=False, max_length=80)
    scheme = forms.ModelChoiceField(
        label=_("认证项目"), queryset=CredentialScheme.objects.none(), required=False, empty_label=_("全部")
    )
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), *((str(state), name) for state, name in STATE_NAMES.items())],
        required=False,
    )  # fmt: skip

    def __init__(self, data, *, user: User, roles: tuple[str, ...]) -> None:
        super().__init__(data)
        held = Credential.objects.filter(scheme__in=schemes_in_care(user, *roles)).values("scheme")
        self.fields["scheme"].queryset = (
            schemes_in_care(user, *roles)
            | CredentialScheme.objects.filter(published=True)
            | CredentialScheme.objects.filter(pk__in=held)
        ).distinct()


class StandingForm(forms.Form):
    """What to ask for, and why."""

    kind = forms.ChoiceField(label=_("申请事项"), choices=StandingRequest.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人会看到。写清什么时候、哪件事、依据哪一条。"),
    )  # fmt: skip

    def __init__(self, data, *, suspended: bool) -> None:
        """Only what fits: a suspended credential is restored or revoked, another suspended or revoked."""
        super().__init__(data)
        out = StandingRequest.Kind.SUSPEND if suspended else StandingRequest.Kind.RESTORE
        self.fields["kind"].choices = [choice for choice in StandingRequest.Kind.choices if choice[0] != out]


class SchemeForm(forms.ModelForm):
    """The scheme itself; its items as check boxes."""

    class Meta:
        model = CredentialScheme
        fields = [
            "title",
            "key",
            "kind",
            "node",
            "issuer_name",
            "service_items",
            "validity_months",
            "statement",
            "published",
        ]
        widgets = {"service_items": forms.CheckboxSelectMultiple}
        help_texts = {
            "key": _("小写字母、数字和短横，如 item-i01；启用后别的地方用它来引用，不再改。"),
            "issuer_name": _("印在证书上；不填就用机构名称。"),
            "statement": _("印在证书上，如：准予办理所列事项。不得写成国家职业技能等级。"),
            "published": _("启用后，条件满足的人会自动得到证书。"),
        }

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = nodes_in_scope(user, *KEEPERS)
        self.fields["service_items"].queryset = ServiceItem.objects.order_by("code")
        if self.instance.pk and self.instance.credentials.exists():
            self.fields["key"].disabled = True

    def clean_statement(self) -> str:
        statement = self.cleaned_data["statement"].strip()
        if "职业技能等级" in statement:
            raise forms.ValidationError(_("这是单位内部的培训合格证明，不能写成国家职业技能等级证书。"))
        return statement


class ProofForm(forms.Form):
    """One requirement. An empty `proof` leaves the row out."""

    proof = forms.ChoiceField(label=_("要什么"), required=False)
    minimum_percent = forms.IntegerField(
        label=_("最低得分（百分制）"), min_value=0, max_value=100, required=False,
        help_text=_("课程不填；考核、演练不填时按各自的合格线。"),
    )  # fmt: skip
    renews = forms.BooleanField(label=_("续期时须重新取得"), required=False, initial=True)

    def __init__(self, *args, choices: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = choices
        self.labels = {value: label for _group, entries in choices[1:] for value, label in entries}

    def wanted(self) -> WantedProof | None:
        """The requirement, None for an empty row. `proof` is "<kind>|<key>"."""
        kind, _bar, key = (self.cleaned_data.get("proof") or "").partition("|")
        if not kind:
            return None
        return WantedProof(
            kind=kind,
            key=key,
            label=self.labels[f"{kind}|{key}"],
            minimum_percent=None if kind == SchemeRequirement.Kind.COURSE else self.cleaned_data["minimum_percent"],
            renews=self.cleaned_data["renews"],
        )


def proof_choices(user: User, scheme: CredentialScheme | None) -> list:
    """Everything that can be asked for: courses, published cases, this keeper's papers and blueprints, and what the
    scheme already asks for."""
    roles = (*KEEPERS, Role.TRAINER)
    groups = [
        (_("课程"), [(f"course|{row.key}", row.title) for row in open_courses(user)]),
        (_("考核：试卷"), [(f"exam|paper:{row.pk}", row.title) for row in in_scope(Paper.objects.all(), user, *roles)]),
        (
            _("考核：双向细目表"),
            [(f"exam|blueprint:{row.pk}", row.title) for row in in_scope(Blueprint.objects.all(), user, *roles)],
        ),
        (
            _("演练"),
            [(f"drill|{row.key}", row.title) for row in playable_scenarios(user).order_by("key")],
        ),
    ]
    known = {value for _group, entries in groups for value, _label in entries}
    kept = [
        (f"{row.kind}|{row.key}", row.label or row.key)
        for row in (scheme.requirements.all() if scheme and scheme.pk else ())
        if f"{row.kind}|{row.key}" not in known
    ]
    return [("", _("（不要这一项）")), *groups, (_("已设定的其他条件"), kept)]
