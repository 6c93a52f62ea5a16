"""A manager's pages with 200 and 2,000 people × 100 service items, beside a bare request.

`python -m benchmarks.managers [people …]` fills a database of its own and prints queries and median milliseconds of the
completion page, the competence matrix with the AB coverage, and the plans; about 500 ms is the budget, and the number of
queries does not depend on the number of people.
"""

import sys
from datetime import timedelta
from random import Random

from benchmarks.measure import Cost, analyse, cost, own_database, show

SIZES = (200, 2_000)
ITEMS, HALLS, BUDGET_MS = 100, 10, 500


def fill(cast, wanted: int) -> None:
    """Bring the district to `wanted` people in ten halls: duties, credentials and a plan with steps done by some."""
    from django.utils import timezone

    from certificates.models import Credential, CredentialScheme
    from foundation.models import User
    from organisation.models import Posting, Window
    from service_items.models import Duty, ServiceItem

    rng, now, today = Random(7), timezone.now(), timezone.localdate()
    halls = [_hall(cast.district, number) for number in range(HALLS)]
    windows = list(Window.objects.filter(hall__in=halls))
    have = User.objects.filter(username__startswith="m").count()
    names = [User(username=f"m{number:05d}", name=f"员工{number:05d}", password="!") for number in range(have, wanted)]
    people = User.objects.bulk_create(names, batch_size=1000)
    postings = [
        Posting(person=person, node_id=(window := rng.choice(windows)).hall_id, window=window) for person in people
    ]
    Posting.objects.bulk_create(postings, batch_size=1000)
    items = [
        ServiceItem.objects.get_or_create(code=f"M{number:03d}", defaults={"name": f"事项 {number}"})[0]
        for number in range(ITEMS)
    ]
    schemes = [_scheme(CredentialScheme, cast.district, item) for item in items]
    duties, credentials = [], []
    for posting in postings:
        mine = rng.sample(range(ITEMS), 20)
        duties += [
            Duty(posting=posting, item=items[each], part="A" if place < 10 else "B") for place, each in enumerate(mine)
        ]
        credentials += [
            Credential(
                person_id=posting.person_id, scheme=schemes[each], evidence=[], evidence_hash="1", proved_at=now, issued_at=now,
                expires_on=today + timedelta(days=rng.randint(-60, 300)),
            )
            for each in mine[:15]
        ]  # fmt: skip
    Duty.objects.bulk_create(duties, batch_size=1000)
    Credential.objects.bulk_create(credentials, batch_size=1000)
    _plan(cast, people, rng, now)
    analyse()


def _hall(district, number: int):
    from organisation.models import Node, Window

    district = Node.objects.get(pk=district.pk)
    found = Node.objects.filter(code=f"M-{number}").first()
    hall = found or district.add_child(code=f"M-{number}", name=f"第 {number} 大厅", kind=Node.Kind.HALL)
    for place in range(20):
        Window.objects.get_or_create(hall=hall, code=f"M-{number}-{place}", defaults={"name": f"窗口 {place}"})
    return hall


def _scheme(model, node, item):
    scheme, made = model.objects.get_or_create(
        key=item.code.lower(), defaults={"title": item.name, "node": node, "published": True}
    )
    if made:
        scheme.service_items.add(item)
    return scheme


def _plan(cast, people, rng: Random, now) -> None:
    """Every person is assigned the plan; courses, a policy, a drill and a class are done by some."""
    from courses.models import Completion, CourseVersion
    from plans.models import Assignment, Attendance, PlanStep, TrainingClass, TrainingPlan

    plan = TrainingPlan.objects.filter(title="年度全科培训").first()
    if plan is None:
        today = now.date()
        plan = TrainingPlan.objects.create(
            title="年度全科培训", node=cast.district, state="active", starts_on=today, due_on=today + timedelta(days=30),
            created_by=cast.manager,
        )  # fmt: skip
        for number in range(3):
            CourseVersion.objects.create(
                course_key=f"bench-{number}", number=1, title=f"课程 {number}", lessons=[], content_hash="1",
                published_at=now, published_by=cast.reviewer,
            )  # fmt: skip
            PlanStep.objects.create(
                plan=plan, position=number, kind="course", key=f"bench-{number}", title=f"课程 {number}"
            )
        meeting = TrainingClass.objects.create(
            title="集中培训", node=cast.district, starts_at=now, place="三楼", created_by=cast.manager
        )
        PlanStep.objects.create(plan=plan, position=9, kind="class", key=str(meeting.pk), title="集中培训")
    versions, meeting = list(CourseVersion.objects.filter(course_key__startswith="bench-")), TrainingClass.objects.get()
    Assignment.objects.bulk_create(
        [Assignment(plan=plan, person=person, source="rule", assigned_at=now) for person in people], batch_size=1000
    )
    Completion.objects.bulk_create(
        [
            Completion(person=person, course_key=version.course_key, version=version, how="lessons", completed_at=now)
            for person in people for version in versions if rng.random() < 0.6
        ],
        batch_size=1000,
    )  # fmt: skip
    Attendance.objects.bulk_create(
        [
            Attendance(training_class=meeting, person=person, recorded_by=cast.manager, recorded_at=now)
            for person in people if rng.random() < 0.7
        ],
        batch_size=1000,
    )  # fmt: skip


def measure(sizes: tuple[int, ...]) -> dict[int, dict[str, Cost]]:
    """What each page costs, by the number of people."""
    from django.test import Client

    from plans.models import TrainingPlan
    from tests.cast import make_cast

    cast = make_cast()
    client = Client()
    client.force_login(cast.manager)
    curve = {}
    for size in sizes:
        fill(cast, size)
        plan = TrainingPlan.objects.get(title="年度全科培训").pk
        pages = {
            "bare request (/healthz)": "/healthz",
            "home": "/",
            "completion, district": f"/analytics/?plan={plan}",
            "completion, hall": f"/analytics/?plan={plan}&node=M-1",
            "completion, xlsx": f"/analytics/?plan={plan}&format=xlsx",
            "matrix and AB coverage, district": "/analytics/competence/",
            "matrix and AB coverage, hall": "/analytics/competence/?node=M-1",
            "plans": "/plans/",
            "one plan, who is left": f"/plans/{plan}/",
            "appraisal periods": "/appraisal/periods/",
        }
        curve[size] = {what: cost(lambda path=path: client.get(path), rounds=3) for what, path in pages.items()}
    return curve


def main() -> int:
    with own_database():
        for size, figures in measure(tuple(int(each) for each in sys.argv[1:]) or SIZES).items():
            show(f"{size:>6} people", figures, BUDGET_MS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
