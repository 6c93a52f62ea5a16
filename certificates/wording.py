"""What certificates say. Chinese on paper whatever the reader's language; never a 国家职业技能等级证书."""

from certificates.models import CredentialEvent, CredentialScheme, SchemeRequirement
from foundation.clock import local_date

NOTICE = "本证明为单位内部岗位培训合格证明，不是国家职业技能等级证书。"

TITLES = {
    CredentialScheme.Kind.POST: ("上岗培训合格证明", "Certificate of Window-Post Training"),
    CredentialScheme.Kind.ITEMS: ("事项授权培训合格证明", "Certificate of Training for Service Items"),
    CredentialScheme.Kind.TWO_PAPERS: ("岗位培训合格证明", "Certificate of Post Training"),
}
CONCLUSIONS = {
    CredentialScheme.Kind.POST: "准予上岗",
    CredentialScheme.Kind.ITEMS: "准予办理所列事项",
    CredentialScheme.Kind.TWO_PAPERS: "培训合格",
}
MARKS = {SchemeRequirement.Kind.EXAM: "理论考核", SchemeRequirement.Kind.DRILL: "模拟演练"}
HISTORIC = "migrated"


def body_of(event: CredentialEvent) -> str:
    """The sentence on the paper: on which day, what, with which marks, and what follows from it."""
    scheme = event.credential.scheme
    day = local_date(event.proved_at)
    when = f"于 {day.year} 年 {day.month} 月 {day.day} 日"
    conclusion = scheme.statement or CONCLUSIONS.get(scheme.kind, "培训合格")
    if any(proof["kind"] == HISTORIC for proof in event.evidence):
        return f"{when}按历史认定取得“{scheme.title}”，{conclusion}。"
    marks = [_marks(kind, label, event.evidence) for kind, label in MARKS.items()]
    told = "、".join(mark for mark in marks if mark)
    return (
        f"{when}完成“{scheme.title}”，{told}，均达到合格要求，{conclusion}。"
        if told
        else (f"{when}完成“{scheme.title}”的培训，达到合格要求，{conclusion}。")
    )


def _marks(kind: str, label: str, evidence: list[dict]) -> str:
    scores = [proof["score"] for proof in evidence if proof["kind"] == kind and proof["score"] is not None]
    return f"{label} {' / '.join(f'{score:g}' for score in scores)} 分" if scores else ""


def masked(name: str) -> str:
    """A name as strangers see it: the first character, then one star per other character (何晓岚 → 何**)."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*"
