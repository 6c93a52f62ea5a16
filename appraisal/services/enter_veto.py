"""一票否决: enter that a red line was proven in real work, or lift it again. Both are lines of the ledger.

A veto takes no points away. It says how the month counts: the points stay readable, the result is reported as vetoed and
the person receives no award of that month. The person is told, may object, and a veto that is lifted counts no more.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalEntry, AppraisalPeriod, Award, Indicator
from appraisal.rules.layouts import RED_LINES
from appraisal.selectors import people_of
from foundation import audit
from foundation.models import User
from foundation.notices import send_notice

LAST = 999  # position: below everything that has points
LONGEST = 400


@transaction.atomic
def enter_veto(
    *, period: AppraisalPeriod, person: User | None, on: date, red_line: str, facts: str, proof: str, by: User,
    link: dict | None = None, at: datetime | None = None,
) -> AppraisalEntry:  # fmt: skip
    """The line. `proof` names the record that proves it, `link` the imported row. Raises ValidationError by field."""
    at = at or timezone.now()
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    _refuse_unless_in_order(period, person, on, red_line, facts, proof, by)
    indicator = _indicator(period)
    told = AppraisalEntry.objects.filter(period=period, person=person, kind=AppraisalEntry.Kind.VETO).count()
    entry = AppraisalEntry.objects.create(
        period=period, person=person, indicator=indicator, kind=AppraisalEntry.Kind.VETO, points=0, at=at, by=by,
        explanation=f"{on:%m-%d} {red_line}：{facts.strip()}"[:LONGEST],
        evidence=[{"kind": "veto_proof", "key": f"{on}-{red_line}", "text": proof.strip()}, *([link] if link else [])],
        key=f"{period.pk}-veto-{person.pk}-{told}",
    )  # fmt: skip
    after = {"person": person.username, "on": on, "red_line": red_line, "proof": proof.strip()}
    audit.record("veto.entered", by=by, on=entry, node_path=period.node.path, after=after, reason=facts, at=at)
    _tell(entry, _("%(month)s 的考核记了一票否决") % {"month": period.name},
          _("%(said)s。有异议的，请在 %(days)s 天内提出。") % {"said": entry.explanation.rstrip("。"), "days": period.objection_days})  # fmt: skip
    return entry


@transaction.atomic
def lift_veto(*, veto: AppraisalEntry, reason: str, by: User, at: datetime | None = None) -> AppraisalEntry:
    """The line that lifts the veto. Raises ValidationError: no reason, lifted already, or an objection waits."""
    at = at or timezone.now()
    veto = AppraisalEntry.objects.select_for_update(of=("self",)).select_related("period__node").get(pk=veto.pk)
    if veto.kind != AppraisalEntry.Kind.VETO or AppraisalEntry.objects.filter(lifts=veto).exists():
        raise ValidationError(_("这条一票否决已经撤销。"))
    if not reason.strip():
        raise ValidationError({"reason": _("请写明为什么撤销。")})
    if veto.person_id == by.pk:
        raise ValidationError(_("自己的要由另一位同事撤销。"))
    if veto.objections.filter(state="open").exists():
        raise ValidationError(_("本人提了异议，请先答复异议。"))
    return _lift(veto, _("撤销一票否决：%(reason)s") % {"reason": reason.strip()}, [], by, at)


def lift_by_objection(objection, by: User, at: datetime) -> AppraisalEntry:
    """The line that lifts the vetoed one because the objection was upheld; called with both rows locked."""
    evidence = [{"kind": "objection", "key": str(objection.pk), "text": objection.answer[:200]}]
    said = _("异议成立，撤销一票否决：%(reason)s") % {"reason": objection.answer}
    return _lift(objection.entry, said, evidence, by, at)


def _lift(veto: AppraisalEntry, said: str, evidence: list[dict], by: User, at: datetime) -> AppraisalEntry:
    entry = AppraisalEntry.objects.create(
        period=veto.period, person=veto.person, indicator=veto.indicator, kind=AppraisalEntry.Kind.ADJUSTMENT, points=0,
        explanation=said[:LONGEST], evidence=evidence, at=at, by=by, lifts=veto, key=f"veto-lifted-{veto.pk}",
    )  # fmt: skip
    audit.record("veto.lifted", by=by, on=veto, node_path=veto.period.node.path, reason=said, at=at)
    if not evidence:
        _tell(entry, _("%(month)s 的一票否决已撤销") % {"month": veto.period.name}, said)
    return entry


def vetoes_standing(period: AppraisalPeriod) -> QuerySet[AppraisalEntry]:
    """The vetoes of the period that nobody lifted."""
    return AppraisalEntry.objects.filter(period=period, kind=AppraisalEntry.Kind.VETO, lifted_by=None)


def stands(*, period: AppraisalPeriod, person: User, on: date, red_line: str) -> bool:
    """Whether this red line of that day stands against the person."""
    mine = vetoes_standing(period).filter(person=person)
    return any(entry.evidence[0]["key"] == f"{on}-{red_line}" for entry in mine)


def _tell(entry: AppraisalEntry, title: str, body: str) -> None:
    send_notice(
        to=[entry.person], title=title, body=body, url=f"/appraisal/{entry.period_id}/", key=f"entry-{entry.pk}"
    )


def _indicator(period: AppraisalPeriod) -> Indicator:
    preset = {"part": "一票否决", "name": "一票否决", "full_points": 0, "position": LAST}
    return Indicator.objects.get_or_create(
        period=period, key="veto", defaults={**preset, "source": Indicator.Source.VETO}
    )[0]


def _refuse_unless_in_order(
    period: AppraisalPeriod, person: User | None, on: date, red_line: str, facts: str, proof: str, by: User
) -> None:
    if on.replace(day=1) != period.month:
        raise ValidationError({"on": _("日期要在 %(month)s 里。") % {"month": period.name}})
    if person is None or person not in people_of(period):
        raise ValidationError({"person": _("请填这个月在本机构的工号。")})
    if person.pk == by.pk:
        raise ValidationError({"person": _("自己的要由另一位同事记。")})
    if red_line not in RED_LINES:
        raise ValidationError({"red_line": _("请从列出的红线里选。")})
    for field, text in (("facts", facts), ("proof", proof)):
        if not text.strip():
            raise ValidationError({field: _("没有填。")})
    if stands(period=period, person=person, on=on, red_line=red_line):
        raise ValidationError(_("这一天的这条红线已经记过。"))
    if award := Award.objects.filter(period=period, person=person).first():
        message = _("%(name)s在本月评优名单里（%(award)s），先从名单去掉再记。")
        raise ValidationError(message % {"name": person.name, "award": award.get_kind_display()})
