"""The figures that a manager sees, added up again from the rows that people left behind: marks of attempts, check results,
runs, attendance, credentials. Nothing here asks the product's own selectors."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q
from django.test import Client
from django.utils import timezone

from appraisal.models import AppraisalPeriod
from certificates.models import Credential, CredentialEvent
from courses.models import CoursePage, CourseVersion
from drills.models import Run
from exams.models import Attempt, Mark
from foundation.models import User
from organisation.models import Node, Posting
from plans.models import Assignment, Attendance, TrainingPlan
from question_bank.models import CheckResult
from service_items.models import Duty, ServiceItemChange


def hang_together(reader: User) -> None:
    """What the pages of completion, coverage and the month tell a manager or auditor is what follows from the rows."""
    client = Client()
    client.force_login(reader)
    plans = [plan for plan in TrainingPlan.objects.filter(state="active") if _completion(client, plan)]
    assert len(plans) >= 3
    _coverage(client)
    months = AppraisalPeriod.objects.order_by("-month")
    for period in (months.filter(state="open")[0], months.filter(state="closed")[0]):
        assert _training_share(client, period) > 20, period


def _completion(client: Client, plan: TrainingPlan) -> bool:
    """Completed, begun and above the mark, for the whole plan and for each place under the reader's node."""
    people = set(Assignment.objects.filter(plan=plan, ended_at=None).values_list("person", flat=True))
    steps = [_step(step, people) for step in plan.steps.all()]
    complete = set.intersection(*(done for done, _begun in steps))
    begun = set().union(*(done | begun for done, begun in steps))
    report = client.get("/analytics/", {"plan": plan.pk}).context["report"]
    sittings = [int(step.key) for step in plan.steps.filter(kind="sitting")]
    percents = [row for sitting in sittings for row in exam_percents(Q(sitting=sitting))]
    above = {person for person, _at, percent, _passed in percents if percent >= plan.target_mark}
    told = [report.total.complete.count, report.total.took_part.count, report.total.above_mark.count]
    assert told == [len(complete), len(begun), len(above & people)], (plan, told)
    for place in report.places:
        node = Node.objects.get(code=place.key)
        here = people & set(_posted(node).values_list("person", flat=True))
        told = (place.complete.count, place.took_part.count, place.complete.total)
        assert told == (len(complete & here), len(begun & here), len(here)), (plan, node)
    return bool(begun)


def _step(step, people: set[int]) -> tuple[set[int], set[int]]:
    """Who of the people has done the step, and who has begun it."""
    if step.kind == "course":
        return _course(step.key, people)
    if step.kind == "drill":
        runs = Run.objects.filter(scenario__key=step.key, state="finished", person__in=people)
        return set(runs.filter(passed=True).values_list("person", flat=True)), set(
            runs.values_list("person", flat=True)
        )
    if step.kind == "sitting":
        sat = Attempt.objects.filter(sitting=step.key, started_at__isnull=False, person__in=people)
        passed = {person for person, _at, _percent, passed in exam_percents(Q(sitting=step.key)) if passed}
        return passed & people, set(sat.values_list("person", flat=True))
    assert step.kind == "class", step.kind
    came = set(Attendance.objects.filter(training_class=step.key, person__in=people).values_list("person", flat=True))
    return came, came


def _course(key: str, people: set[int]) -> tuple[set[int], set[int]]:
    passed = defaultdict(set)
    for check, person in CheckResult.objects.filter(passed=True, person__in=people).values_list("check_set", "person"):
        passed[check].add(person)
    version = CourseVersion.objects.filter(course_key=key).order_by("-number")[0]
    lessons = [passed[lesson["check"]] for lesson in version.lessons]
    page = CoursePage.objects.get(key=key)
    tested_out = passed[page.pre_test_id] & passed[page.final_check_id]
    return set.intersection(*lessons) | tested_out, set().union(*lessons)


def exam_percents(which: Q) -> list[tuple[int, datetime, Decimal, bool]]:
    """(person, released at, percent, passed) of every released attempt: its marks in force over its full marks."""
    found = []
    attempts = Attempt.objects.filter(which, result__released_at__isnull=False, candidacy__trial=False)
    for attempt in attempts.select_related("result", "sitting").order_by("pk"):
        in_force = {}
        for mark in Mark.objects.filter(attempt=attempt, counts=True).order_by("sequence"):
            in_force[mark.number] = mark.points
        percent = rounded(100 * sum(in_force.values()) / attempt.result.full_marks)
        passed = percent >= attempt.sitting.pass_percent
        found.append((attempt.person_id, attempt.result.released_at, percent, passed))
    return found


def _posted(node: Node):
    today = timezone.localdate()
    posted = Posting.objects.filter(node__path__startswith=node.path, start_on__lte=today)
    return posted.filter(Q(end_on=None) | Q(end_on__gte=today))


def _cleared(day: date, until: datetime) -> dict[str, set[int]]:
    """Item code → who holds a credential that counts on the day."""
    changed = defaultdict(list)
    for change in ServiceItemChange.objects.filter(
        effective_on__lte=day, severity__in=["procedural", "substantive"]
    ).select_related("item"):
        changed[change.item.code].append(change.announced_at)
    cleared = defaultdict(set)
    for credential in Credential.objects.filter(revoked_at=None, issued_at__lte=until, expires_on__gte=day):
        pauses = CredentialEvent.objects.filter(credential=credential, kind__in=["suspended", "restored"])
        last = pauses.order_by("at", "pk").last()
        if last is None or last.kind == "restored":
            for item in credential.scheme.service_items.all():
                if not any(at > credential.proved_at for at in changed[item.code]):
                    cleared[item.code].add(credential.person_id)
    return cleared


def _coverage(client: Client) -> None:
    """Per hall, the items with a duty there that fewer than two cleared people in post can serve."""
    today, gaps = timezone.localdate(), 0
    cleared = _cleared(today, timezone.now())
    for shown in client.get("/analytics/competence/").context["gaps"]:
        present = set(_posted(shown.hall).filter(presence="present").values_list("person", flat=True))
        duties = Duty.objects.filter(Q(end_on=None) | Q(end_on__gte=today), start_on__lte=today)
        codes = set(duties.filter(posting__in=_posted(shown.hall)).values_list("item__code", flat=True))
        few = {code: len(cleared[code] & present) for code in codes if len(cleared[code] & present) < 2}
        assert {item.code: len(row.cleared_present) for item, row in shown.gaps} == few, shown.hall
        gaps += len(few)
    assert gaps > 5


def _training_share(client: Client, period: AppraisalPeriod) -> int:
    """Exam, drill and credentials of everyone in the month; how many points were compared."""
    expected = _expected(period)
    compared = 0
    first = client.get(f"/appraisal/periods/{period.pk}/").context
    for number in range(1, first["page"].paginator.num_pages + 1):
        context = client.get(f"/appraisal/periods/{period.pk}/", {"page": number}).context
        keys = [indicator.key for indicator in context["indicators"]]
        for score, points in context["rows"]:
            for key, told in zip(keys, points, strict=True):
                if key in expected:
                    assert told == expected[key].pop(score.person.pk, None), (period, score.person, key)
                    compared += told is not None
    assert not any(expected.values()), f"{period}: {expected} is not on the page"
    return compared


def _expected(period: AppraisalPeriod) -> dict[str, dict[int, Decimal]]:
    """Indicator → person → points, of 6, 6 and 3 in proportion."""
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in (period.month, period.next_month))
    at = min(end - timedelta(seconds=1), timezone.now())
    day = timezone.localdate(at)
    people = Posting.objects.filter(node__path__startswith=period.node.path, start_on__lt=period.next_month)
    people = set(people.filter(Q(end_on=None) | Q(end_on__gte=period.month)).values_list("person", flat=True))
    full = {row.key: row.full_points for row in period.indicators.all()}
    exams, drills, held = defaultdict(Decimal), defaultdict(Decimal), {}
    for person, _at, percent, _passed in exam_percents(Q(result__released_at__gte=start, result__released_at__lt=end)):
        exams[person] = max(exams[person], percent)
    runs = Run.objects.filter(mode="assessed", state="finished", finished_at__gte=start, finished_at__lt=end)
    for person, score in runs.values_list("person", "score"):
        drills[person] = max(drills[person], Decimal(score))
    cleared, duties = _cleared(day, at), defaultdict(set)
    rows = Duty.objects.filter(Q(end_on=None) | Q(end_on__gte=day), start_on__lte=day, posting__person__in=people)
    for person, code in rows.values_list("posting__person", "item__code"):
        duties[person].add(code)
    for person, codes in duties.items():
        share = Decimal(sum(person in cleared[code] for code in codes)) / len(codes)
        held[person] = rounded(share * full["credential"])
    return {
        "exam": {pk: rounded(percent * full["exam"] / 100) for pk, percent in exams.items() if pk in people},
        "drill": {pk: rounded(score * full["drill"] / 100) for pk, score in drills.items() if pk in people},
        "credential": held,
    }


def rounded(value: Decimal) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
