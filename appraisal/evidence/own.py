"""What this product itself knows about a person's month: exam, drill, credentials kept valid."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.evidence.words import Evidence, Found, month_bounds
from appraisal.models import AppraisalPeriod
from certificates.models import Credential
from certificates.selectors import cleared_people
from drills.models import Run
from drills.selectors import finished_runs
from exams.selectors import released_results
from foundation.models import User
from service_items.models import Duty, ServiceItem


def exam_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best result released in the month, current as regraded."""
    start, end = month_bounds(period)
    found: Found = {}
    for result in released_results(people).filter(released_at__gte=start, released_at__lt=end):
        percent = Decimal(result.percent)
        if result.person_id in found and found[result.person_id].share * 100 >= percent:
            continue
        found[result.person_id] = Evidence(
            share=percent / 100,
            explanation=_("%(exam)s：%(percent)s%%，按比例折算")
            % {"exam": result.sitting.title, "percent": f"{percent.normalize():f}"},
            links=[{"kind": "result", "key": str(result.pk), "text": result.sitting.title}],
        )
    return found


def drill_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best assessed run finished in the month. Red lines in a drill lower nothing but that run's own score."""
    start, end = month_bounds(period)
    found: Found = {}
    assessed = finished_runs(people).filter(mode=Run.Mode.ASSESSED, finished_at__gte=start, finished_at__lt=end)
    for run in assessed.defer("version__content"):
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
    at = min(month_bounds(period)[1] - timedelta(seconds=1), timezone.now())
    duties: dict[int, set[str]] = defaultdict(set)
    rows = Duty.objects.on(timezone.localdate(at)).filter(posting__person__in=people)
    for person_id, code in rows.values_list("posting__person_id", "item__code"):
        duties[person_id].add(code)
    cleared = cleared_people(ServiceItem.objects.filter(code__in=set().union(*duties.values())), at)
    held = _credentials(duties, at)
    found: Found = {}
    for person_id, codes in duties.items():
        valid = sorted(code for code in codes if person_id in cleared.get(code, set()))
        found[person_id] = Evidence(
            share=Decimal(len(valid)) / len(codes),
            explanation=_("任岗事项 %(all)s 项，月末资格有效 %(valid)s 项") % {"all": len(codes), "valid": len(valid)},
            links=held.get(person_id)
            or [{"kind": "service_item", "key": code, "text": code} for code in sorted(codes)],
        )
    return found


def _credentials(people: Iterable[int], at: datetime) -> dict[int, list[dict]]:
    """Person → links to the credentials that they held at `at`."""
    rows = Credential.objects.filter(person__in=people, issued_at__lte=at).select_related("scheme").order_by("pk")
    found: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append({"kind": "credential", "key": str(row.pk), "text": row.scheme.title})
    return found
