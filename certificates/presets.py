"""Schemes to begin from (domain.md §1.2). None of them is, or says it is, the national 职业技能等级证书."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from certificates.models import CredentialScheme, SchemeRequirement

EXAM, DRILL = SchemeRequirement.Kind.EXAM, SchemeRequirement.Kind.DRILL


@dataclass(frozen=True)
class Preset:
    """What a new scheme starts with; the officer names the exam and the drill."""

    key: str
    name: str
    explanation: str
    kind: str
    validity_months: int
    statement: str
    requirements: tuple[tuple[str, int], ...]  # (kind, minimum percent)


PRESETS = {
    preset.key: preset
    for preset in (
        Preset(
            "post", _("大厅上岗"), _("理论 60 分，演练 80 分且不触红线"), CredentialScheme.Kind.POST, 24,
            "准予在授权事项范围内上岗", ((EXAM, 60), (DRILL, 80)),
        ),
        Preset(
            "items", _("事项授权"), _("一份 10 题的小卷和一个演练，按事项授权"), CredentialScheme.Kind.ITEMS, 12,
            "准予办理所列事项", ((EXAM, 60), (DRILL, 80)),
        ),
        Preset(
            "two-papers", _("理论与技能"), _("理论、技能两份卷子各 100 分，各 60 分合格"),
            CredentialScheme.Kind.TWO_PAPERS, 36, "培训合格", ((EXAM, 60), (EXAM, 60)),
        ),
    )
}  # fmt: skip
