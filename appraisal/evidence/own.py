"""What this product itself knows about a person's month: exam, drill, credentials kept valid."""

from collections import Counter, defaultdict
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
from exams.models import Result
from exams.selectors import released_results
from foundation.models import User
from service_items.models import Duty, ServiceItem


def best_results(period: AppraisalPeriod, people: Iterable[User]) -> dict[int, Result]:
    """Person → the best result released in the month, as regraded; of equal ones the earlier."""
    start, end = month_bounds(period)
    found: dict[int, Result] = {}
    for result in released_results(people).filter(released_at__gte=start, released_at__lt=end).order_by("pk"):
        best = found.get(result.person_id)
        if best is None or Decimal(result.percent) > Decimal(best.percent):
            found[result.person_id] = result
    return found


def best_runs(period: AppraisalPeriod, people: Iterable[User]) -> dict[int, Run]:
    """Person → the best assessed run finished in the month; of equal ones the earlier."""
    start, end = month_bounds(period)
    assessed = finished_runs(people).filter(mode=Run.Mode.ASSESSED, finished_at__gte=start, finished_at__lt=end)
    found: dict[int, Run] = {}
    for run in assessed.defer("version__content").order_by("pk"):
        best = found.get(run.person_id)
        if best is None or run.score > best.score:
            found[run.person_id] = run
    return found


def exam_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best result released in the month, current as regraded."""
    return {
        person_id: Evidence(
            share=Decimal(result.percent) / 100,
            explanation=_("%(exam)s：%(percent)s%%，按比例折算")
            % {"exam": result.sitting.title, "percent": f"{Decimal(result.percent).normalize():f}"},
            links=[{"kind": "result", "key": str(result.pk), "text": result.sitting.title}],
        )
        for person_id, result in best_results(period, people).items()
    }


def drill_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """The best assessed run finished in the month. Red lines in a drill lower nothing but that run's own score."""
    return {
        person_id: Evidence(
            share=Decimal(run.score) / 100,
            explanation=_("考核演练“%(title)s” %(score)s 分，按比例折算")
            % {"title": run.scenario.title, "score": run.score},
            links=[{"kind": "run", "key": str(run.pk), "text": run.scenario.title}],
        )
        for person_id, run in best_runs(period, people).items()
    }


def credential_evidence(period: AppraisalPeriod, people: Iterable[User]) -> Found:
    """Of the service items that a person has a duty for, the share they are cleared for at the month's end."""
    at = month_end(period)
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


def month_end(period: AppraisalPeriod) -> datetime:
    """The last second of the month, or now while it runs."""
    return min(month_bounds(period)[1] - timedelta(seconds=1), timezone.now())


def items_cleared(period: AppraisalPeriod) -> Counter[int]:
    """Person → how many service items they are cleared for at the month's end."""
    cleared = cleared_people(ServiceItem.objects.all(), month_end(period))
    return Counter(person_id for people in cleared.values() for person_id in people)


def _credentials(people: Iterable[int], at: datetime) -> dict[int, list[dict]]:
    """Person → links to the credentials that they held at `at`."""
    rows = Credential.objects.filter(person__in=people, issued_at__lte=at).select_related("scheme").order_by("pk")
    found: dict[int, list[dict]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append({"kind": "credential", "key": str(row.pk), "text": row.scheme.title})
    return found
