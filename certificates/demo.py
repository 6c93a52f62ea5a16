"""The demo hall's schemes and credentials in every state.

Where the demo people have real proofs (exams, assessed drills), the sweep awards on those. What was earned before the
demo begins is taken over as 历史认定 and says so. Every place and person is fictional.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from certificates.models import CredentialEvent, CredentialScheme
from certificates.presets import PRESETS
from certificates.services.consider_person import sweep_credentials
from certificates.services.decide_standing import decide_standing
from certificates.services.import_historic_credential import import_historic_credential
from certificates.services.request_standing import request_standing
from certificates.services.save_scheme import WantedProof, save_scheme
from certificates.services.sign_document import sign_missing_documents
from drills.models import Run, Scenario
from drills.play import position_of
from drills.rules.play import expert_moves
from drills.rules.pools import draw
from drills.selectors import best_assessed_runs
from drills.services.decide import decide
from drills.services.release_assessed import release_assessed
from drills.services.start_assessed_run import start_assessed_run
from exams.models import Sitting
from exams.selectors import released_results
from foundation.models import User
from organisation.models import Node
from service_items.models import Duty, ServiceItem

ISSUER = "江城市临江区政务服务中心（演示）"
POST_SCHEME = "window-post"
POST_DRILL = "D07"
CLERKS = ("clerk", "clerk-b")
PROVED = "2025 年度岗位考核名单（演示口径）"
HALL = "YS"  # the hall whose people hold credentials; in the others the manager still sees the gaps
DRILL_OF_ITEM = {
    "I01": "D08", "I02": "D08", "I03": "D02", "I04": "D03", "I05": "D05", "I06": "D02", "I07": "D09", "I08": "D07",
    "I09": "D01", "I10": "D06", "I11": "D06", "I12": "D04", "I13": "D04", "I14": "D10", "I15": "D06",
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One credential of the clerk: earned so many days ago, and what two people then did."""

    item: str
    days_ago: int
    standing: str = ""
    reason: str = ""


CLERK_HOLDS = (
    Held("", 120),
    Held("I01", 90),
    Held("I09", 351),
    Held("I14", 100),
    Held("I05", 420),
    Held("I12", 60, CredentialEvent.Kind.SUSPENDED, "照片规格审核错 1 件，复核中"),
    Held("I11", 200, CredentialEvent.Kind.REVOKED, "抽查发现当时的材料由他人代做"),
)
MONTHS = 12


def load(today: date) -> None:
    """Load what is not there yet; dates are relative to `today`."""
    officer, manager = (User.objects.get(username=name) for name in ("officer", "manager"))
    schemes = _load_schemes(officer)
    _assess_some(today, officer)
    sweep_credentials(at=_noon(today - timedelta(days=5)))
    _load_hall(schemes, today, officer)
    clerk = User.objects.get(username="clerk")
    for held in CLERK_HOLDS:
        _load_held(clerk, schemes[held.item or POST_SCHEME], held, today, officer, manager)
    sign_missing_documents()


def _load_schemes(officer: User) -> dict[str, CredentialScheme]:
    """By item code, and the one for the post."""
    district = Node.objects.get(code="LJ")
    drills = set(Scenario.objects.exclude(current_version=None).values_list("key", flat=True))
    short = _exam(_short_exam())
    schemes = {}
    for item in ServiceItem.objects.filter(code__in=DRILL_OF_ITEM):
        wanted = [*short, *([_drill(DRILL_OF_ITEM[item.code])] if DRILL_OF_ITEM[item.code] in drills else [])]
        schemes[item.code] = _scheme(
            f"item-{item.code.lower()}",
            f"{item.short_name or item.name}事项授权",
            "items",
            district,
            [item],
            wanted,
            officer,
        )
    wanted = [*_exam(_monthly_exam()), *([_drill(POST_DRILL)] if POST_DRILL in drills else [])]
    schemes[POST_SCHEME] = _scheme(POST_SCHEME, "综合窗口（全科）岗位", "post", district, [], wanted, officer)
    return schemes


def _assess_some(today: date, officer: User) -> None:
    """The clerks and four colleagues who passed the exam took the assessed drill last week, as experts would."""
    scenario = Scenario.objects.filter(key=POST_DRILL).exclude(current_version=None).first()
    passed = released_results().filter(passed=True).order_by("person__username")
    hall = Node.objects.get(code=HALL)
    people = list(
        User.objects.filter(pk__in=passed.values("person"), postings__node__path__startswith=hall.path)
        .order_by("username").distinct()[:4]
    )  # fmt: skip
    people += [person for person in User.objects.filter(username__in=CLERKS) if person not in people]
    done = set(best_assessed_runs(people, [POST_DRILL]).values_list("person_id", flat=True))
    people = [person for person in people if person.pk not in done]
    if scenario is None or not people:
        return
    opens = _noon(today - timedelta(days=8))
    release = release_assessed(
        version=scenario.current_version, people=people, node=Node.objects.get(code="LJ"), opens_at=opens,
        closes_at=opens + timedelta(days=3), by=officer, at=opens,
    )  # fmt: skip
    for place, person in enumerate(people):
        _play(start_assessed_run(release=release, by=person, at=opens + timedelta(hours=place + 1)))


def _play(run: Run) -> None:
    case = run.version.content
    for minute, (_scene, move) in enumerate(expert_moves(case, draw(case["pools"], run.seed)), start=1):
        at = run.started_at + timedelta(minutes=minute)
        run = decide(run=run, number=position_of(run).next_number, move=move, by=run.person, at=at)


def _drill(key: str) -> WantedProof:
    return WantedProof("drill", key, Scenario.objects.get(key=key).title, 80)


def _exam(sitting: Sitting | None) -> list[WantedProof]:
    """The paper of that sitting, however often it is set; nothing where the demo hall has no exams."""
    if sitting is None:
        return []
    paper = sitting.paper_version.paper
    return [WantedProof("exam", f"paper:{paper.pk}", paper.title, 60)]


def _monthly_exam() -> Sitting | None:
    return Sitting.objects.exclude(paper_version=None).order_by("opens_at", "pk").first()


def _short_exam() -> Sitting | None:
    """The one that may be sat several times."""
    return Sitting.objects.exclude(paper_version=None).filter(attempts_allowed__gt=1).order_by("opens_at", "pk").first()


def _scheme(key, title, preset, node, items, wanted, officer) -> CredentialScheme:
    found = CredentialScheme.objects.filter(key=key).first()
    start = PRESETS[preset]
    return found or save_scheme(
        scheme=CredentialScheme(
            key=key, title=title, kind=start.kind, node=node, issuer_name=ISSUER, validity_months=MONTHS,
            statement=start.statement, published=bool(wanted),
        ),
        service_items=items, requirements=wanted, by=officer,
    )  # fmt: skip


def _load_hall(schemes: dict[str, CredentialScheme], today: date, officer: User) -> None:
    """Everyone in the hall who has a duty was found fit for it, most of them lately, a few about a year ago."""
    hall = Node.objects.get(code=HALL)
    duties = Duty.objects.filter(posting__node__path__startswith=hall.path, posting__person__username__startswith="LJ")
    duties = duties.select_related("posting__person", "item").order_by(
        "item__code", "part", "posting__person__username"
    )
    for place, duty in enumerate(duties):
        days_ago = {6: 350, 19: 400}.get(place, 40 + 37 * place % 200)
        if duty.item.code in schemes:
            _take_over(duty.posting.person, schemes[duty.item.code], today - timedelta(days=days_ago), officer)


def _load_held(person, scheme, held: Held, today: date, officer: User, manager: User) -> None:
    day = today - timedelta(days=held.days_ago)
    if person.credentials.filter(scheme=scheme).exists():
        return
    credential = _take_over(person, scheme, day, officer)
    if held.standing:
        asked, decided = _noon(today - timedelta(days=5)), _noon(today - timedelta(days=3))
        request = request_standing(credential=credential, kind=held.standing, reason=held.reason, by=officer, at=asked)
        decide_standing(request=request, approve=True, by=manager, at=decided)


def _take_over(person, scheme, day: date, officer: User):
    return import_historic_credential(
        person=person, scheme=scheme, proved_at=_noon(day), note=PROVED, by=officer, at=_noon(day + timedelta(days=2))
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
