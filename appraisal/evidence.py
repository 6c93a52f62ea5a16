"""What this product itself knows about a person's month: exam, drill, credentials kept valid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod
from certificates.selectors import cleared_people
from drills.models import Run
from drills.selectors import finished_runs
from exams.selectors import released_results
from foundation.models import User
from service_items.models import Duty, ServiceItem


@dataclass(frozen=True)
class Evidence:
    """A share (0-1) of an indicator's full points, why, and where it can be looked up."""

    share: Decimal
    explanation: str
    links: list[dict] = field(default_factory=list)


Found = dict[int, Evidence]  # person id → evidence


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first instant of the month and of the next one, in the hall's time."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    zone = timezone.get_default_timezone()
    return datetime.combine(month, time.min, zone), datetime.combine(following, time.min, zone)


def exam_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best result released in the month, current as regraded."""
    start, end = month_bounds(period.month)
    found: Found = {}
    for result in released_results(people).filter(released_at__gte=start, released_at__lt=end):
        percent = Decimal(result.percent)
        if result.person_id in found and found[result.person_id].share * 100 >= percent:
            continue
        found[result.person_id] = Evidence(
            share=percent / 100,
            explanation=_("%(exam)s：%(percent)s%%，按比例折算")
            % {"exam": result.sitting.title, "percent": percent.normalize()},
            links=[{"kind": "result", "key": str(result.pk), "text": result.sitting.title}],
        )
    return found


def drill_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best assessed run finished in the month. Red lines in a drill lower nothing but that run's own score."""
    start, end = month_bounds(period.month)
    found: Found = {}
    assessed = finished_runs(people).filter(mode=Run.Mode.ASSESSED, finished_at__gte=start, finished_at__lt=end)
    for run in assessed:
        share = Decimal(run.score) / 100
        if run.person_id in found and found[run.person_id].share >= share:
            continue
        found[run.person_id] = Evidence(
            share=share,
            explanation=_("考核演练“%(title)s” %(score)s 分，按比例折算")
            % {"title": run.scenario.title, "score": run.score},
            links=[{"kind": "run", "key": str(run.pk), "text": run.scenario.title}],
        )
    return found


def credential_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Of the service items that a person has a duty for, the share they are cleared for at the month's end."""
    at = min(month_bounds(period.month)[1] - timedelta(seconds=1), timezone.now())
    duties: dict[int, set[str]] = defaultdict(set)
    rows = Duty.objects.on(timezone.localdate(at)).filter(posting__person__in=people)
    for person_id, code in rows.values_list("posting__person_id", "item__code"):
        duties[person_id].add(code)
    cleared = cleared_people(ServiceItem.objects.filter(code__in=set().union(*duties.values())), at)
    found: Found = {}
    for person_id, codes in duties.items():
        valid = sorted(code for code in codes if person_id in cleared.get(code, set()))
        found[person_id] = Evidence(
            share=Decimal(len(valid)) / len(codes),
            explanation=_("任岗事项 %(all)s 项，月末资格有效 %(valid)s 项") % {"all": len(codes), "valid": len(valid)},
            links=[{"kind": "service_item", "key": code, "text": code} for code in sorted(codes)],
        )
    return found


READERS = {"exam": exam_evidence, "drill": drill_evidence, "credential": credential_evidence}
