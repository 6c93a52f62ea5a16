"""Two months of simulated runs in the demo hall: training and assessed, through the real services, drawn by name."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from drills.models import AssessedRelease, Run, Scenario
from drills.play import Position, position_of
from drills.rules.play import scene_of
from drills.rules.state import TRUTHS
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown
from drills.services.decide import decide
from drills.services.release_assessed import release_assessed
from drills.services.start_assessed_run import start_assessed_run
from drills.services.start_run import start_run
from foundation.models import User
from organisation.models import Node, Posting, Role
from organisation.permissions import nodes_in_scope

MONTHS = 2
NAMED = ("clerk", "clerk-b")
COMPANY = 14  # further people of the halls
TRAINING_RUNS = (1, 3)
# Assessed drills: case, days ago it opened, days it stayed open, attempts. The last is open today.
RELEASES = (("D01", 48, 10, 2), ("D05", 22, 10, 2), ("D03", 3, 8, 1))


def load_runs(today: date) -> None:
    """Load the runs of everybody who has none yet."""
    people = _players(today)
    fresh = [person for person in people if not Run.objects.filter(person=person).exists()]
    scenarios = {one.key: one for one in Scenario.objects.filter(current_version__isnull=False)}
    releases = _releases(today, scenarios, people)
    for person in fresh:
        rng = Random(person.username)
        skill = 0.97 if person.username == "clerk-b" else rng.uniform(0.62, 0.96)
        _train(person, rng, skill, today, scenarios)
        _sit_assessed(person, rng, skill, today, releases)


def hall_time(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of that day in the hall."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _players(today: date) -> list[User]:
    named = list(User.objects.filter(username__in=NAMED).order_by("username"))
    posted = Posting.objects.present(today).exclude(person__in=named).filter(person__role_grants__role=Role.STAFF)
    others = User.objects.filter(pk__in=posted.values("person"), role_grants__role=Role.STAFF).exclude(
        username__in=["outsider", *NAMED]
    )
    return [*named, *others.distinct().order_by("username")[:COMPANY]]


def _releases(today: date, scenarios: dict[str, Scenario], people: list[User]) -> list[AssessedRelease]:
    officer = User.objects.get(username="officer")
    node = _widest(officer)
    found = []
    for key, opened, days, attempts in RELEASES:
        opens, closes = hall_time(today - timedelta(opened), 9), hall_time(today - timedelta(opened - days), 18)
        known = AssessedRelease.objects.filter(version__scenario__key=key, released_by=officer).first()
        found.append(
            known
            or release_assessed(
                version=scenarios[key].current_version,
                people=people,
                node=node,
                opens_at=opens,
                closes_at=closes,
                attempts=attempts,
                by=officer,
                at=opens - timedelta(days=1),
            )
        )
    return found


def _widest(officer: User) -> Node:
    return nodes_in_scope(officer, Role.EXAM_OFFICER).order_by("depth", "path").first()


def _train(person: User, rng: Random, skill: float, today: date, scenarios: dict[str, Scenario]) -> None:
    for _ in range(rng.randint(*TRAINING_RUNS)):
        scenario = scenarios[rng.choice(sorted(scenarios))]
        day = today - timedelta(days=rng.randint(2, 30 * MONTHS))
        run = start_run(scenario=scenario, by=person, seed=rng.randrange(2**31), at=_moment(rng, day))
        _play(run, rng, skill - 0.1)


def _sit_assessed(person: User, rng: Random, skill: float, today: date, releases: list[AssessedRelease]) -> None:
    for release in releases:
        is_open = release.closes_at > hall_time(today, 0)
        if is_open and person.username != "clerk-b":
            continue  # the open one waits for everybody else
        day = timezone.localdate(release.opens_at) + timedelta(days=rng.randint(0, 2))
        for attempt in range(release.attempts):
            at = _moment(rng, day + timedelta(days=attempt))
            run = start_assessed_run(release=release, by=person, seed=rng.randrange(2**31), at=at)
            if _play(run, rng, min(1.0, skill + 0.05 + 0.1 * attempt)).passed:
                break


def _moment(rng: Random, day: date) -> datetime:
    return hall_time(day, rng.randint(9, 16), rng.randrange(60))


def _play(run: Run, rng: Random, skill: float) -> Run:
    """Play to an ending: each row and each choice right with probability `skill`."""
    case, at = run.version.content, run.started_at
    while run.state == Run.State.IN_PROGRESS:
        position = position_of(run)
        at += timedelta(seconds=rng.randint(15, 50))
        move = _move(case, position, rng, skill)
        run = decide(run=run, number=position.next_number, move=move, by=run.person, at=at)
    return run


def _move(case: dict, position: Position, rng: Random, skill: float) -> dict:
    scene = scene_of(case, position.scene, position.rows)
    move = dict(KINDS[scene["kind"]].right_move(scene))
    if "marks" in move:
        careful = (1 + skill) / 2
        move["marks"] = {
            row: mark if rng.random() < careful else rng.choice(TRUTHS) for row, mark in move["marks"].items()
        }
    if "points" in move and rng.random() > skill:
        left_out = rng.choice(move["points"])
        move["points"] = [point for point in move["points"] if point != left_out]
    if "choices" in scene:
        shown = choices_shown(scene, position.state)
        best = [choice for choice in shown if choice["verdict"] == "best"]
        others = [choice for choice in shown if choice["verdict"] not in ("best", "red_line")]
        if rng.random() < (1 - skill) / 12:
            others = [choice for choice in shown if choice["verdict"] == "red_line"] or others
        else:
            others = others if rng.random() > skill else best
        move["choice"] = rng.choice(others or shown)["id"]
    return move
