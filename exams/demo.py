"""Demo exams: one finished with 60 results, one open for a month, one tomorrow, one waiting for markers, one appeal.

The attempts are simulated through the real services: everyone gets a paper, answers, hands in and is marked.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from typing import Any

from django.db import transaction

from exams import demo_blueprint, demo_conduct, demo_marking
from exams.models import PaperVersion, Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.invite_candidates import invite_candidates
from exams.services.mark_attempt import mark_attempt
from exams.services.open_sitting import open_sitting
from exams.services.publish_paper import publish_paper
from exams.services.read_responses import read_items
from exams.services.release_results import release_results
from exams.services.save_responses import save_responses
from exams.services.sign_paper import sign_paper
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from foundation.models import User
from organisation.demo import DISTRICT, at_noon
from organisation.models import Node, Posting, Role, RoleGrant
from question_bank.demo import by_key
from question_bank.keys import Key, keys_of
from question_bank.models import QuestionVersion

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PARTS = (("单选题", "S", 20, 2), ("多选题", "M", 10, 3), ("判断题", "T", 10, 3))
ANSWERABLE = {"single_choice", "multiple_choice", "true_false"}


def load(today: date) -> None:
    """Bring the demo exams into the database; what is already there stays as it is."""
    if Sitting.objects.exists():
        return
    officer, second = (User.objects.get(username=name) for name in ("officer", "officer-b"))
    node = Node.objects.get(code=DISTRICT)
    staff = staff_of(node)
    monthly = paper(
        f"{(today - 30 * DAY).month} 月业务知识试卷（演示口径）", node, officer, second, monthly_sections(), today
    )
    finished = sat_and_released(monthly, node, officer, staff[:60], today)
    short = paper("随时可考的练习卷（演示口径）", node, officer, second, short_sections(today + 30 * DAY), today)
    open_for_a_month(short, node, officer, staff[:20], today)
    again = paper("综合窗口补测试卷（演示口径）", node, officer, second, short_sections(today + DAY, skip=12), today)
    tomorrow(again, node, officer, staff[:40], today)
    drawn = demo_blueprint.load(node, officer, second, staff[:12], today)
    simulate(drawn, staff[2:10], drawn.opens_at, seed=2028, minutes=(18, 38))
    cases = paper("窗口情景问答卷（演示口径）", node, officer, second, written_sections(), today)
    waiting = waiting_for_markers(cases, node, officer, staff[:8], today)
    demo_conduct.load(sitting=finished, officer=officer, people=staff, at=at_noon(today - 20 * DAY))
    demo_marking.load(released=finished, waiting=waiting, today=today)


def staff_of(node: Node) -> list[User]:
    """People posted in the district who neither set, review nor mark exams; `clerk` and `clerk-b` first."""
    setting = RoleGrant.objects.filter(role__in=[Role.EXAM_OFFICER, Role.REVIEWER, Role.MARKER, Role.ADMINISTRATOR])
    posted = Posting.objects.below(node).values("person")
    people = User.objects.filter(pk__in=posted).exclude(pk__in=setting.values("person")).order_by("username")
    return sorted(people, key=lambda person: (not person.username.startswith("clerk"), person.username))


def usable(letter: str, skip: int, count: int, groups: set[str], day: date | None = None) -> list:
    """Versions in force (on `day`) of that kind's questions, `count` after the first `skip`, of each exclusion group one;
    `groups` holds those that the paper has already."""
    found = [row.current_version for code, row in sorted(by_key().items()) if code[0] == letter and row.current_version]
    good = set(QuestionVersion.objects.usable_on(day).values_list("pk", flat=True)) if day else None
    chosen = []
    for version in [each for each in found if each.pool != "practice" and (good is None or each.pk in good)][skip:]:
        if len(chosen) < count and version.exclusion_group not in groups:
            chosen.append(version)
            groups |= {version.exclusion_group} - {""}
    return chosen


def monthly_sections() -> list[dict]:
    groups: set[str] = set()
    return [
        {"title": title, "questions": [(version, points) for version in usable(letter, 0, count, groups)]}
        for title, letter, count, points in PARTS
    ]


def short_sections(day: date, skip: int = 4) -> list[dict]:
    """Five of a kind, `skip` after those that the monthly paper begins with."""
    groups: set[str] = set()
    return [
        {"title": title, "questions": [(version, 2) for version in usable(letter, count + skip, 5, groups, day)]}
        for title, letter, count, _points in PARTS
    ]


def written_sections() -> list[dict]:
    groups: set[str] = set()
    return [
        {"title": "判断题", "questions": [(version, 2) for version in usable("T", 20, 5, groups)]},
        {"title": "简答题", "instructions": "请写要点，不必写全文。",
         "questions": [(version, 10) for version in usable("Q", 0, 2, groups)]},
        {"title": "案例题", "questions": [(version, 20) for version in usable("C", 0, 1, groups)]},
    ]  # fmt: skip


def paper(title: str, node: Node, officer: User, second: User, sections: list[dict], today: date) -> PaperVersion:
    """A paper that one officer published and another signed."""
    at = at_noon(today - 45 * DAY)
    made = create_fixed_paper(
        title=title, node=node, by=officer, sections=[each for each in sections if each["questions"]]
    )
    publish_paper(paper=made, by=officer, at=at)
    return sign_paper(paper=made, by=second, at=at + HOUR)


def sat_and_released(version: PaperVersion, node: Node, officer: User, people: list[User], today: date) -> Sitting:
    """The monthly exam of last month, with released results."""
    day = today - 25 * DAY
    opens = at_noon(day)
    sitting = open_sitting(
        title=f"{day.month} 月综合窗口月度考核（演示口径）", node=node, by=officer, paper_version=version, opens_at=opens,
        closes_at=opens + 3 * HOUR, limit=60 * MINUTE, announcement="演示口径。请提前十分钟候考，带好工号和口令。",
        appeal_days=30,
    )  # fmt: skip
    invite_candidates(sitting=sitting, people=people, by=officer, tell=False, at=opens - 7 * DAY)
    simulate(sitting, people, opens, seed=2026)
    release_results(sitting=sitting, by=officer, at=opens + 4 * DAY)
    return sitting


def open_for_a_month(version: PaperVersion, node: Node, officer: User, people: list[User], today: date) -> None:
    opens = at_noon(today - DAY)
    sitting = open_sitting(
        title="综合窗口业务自测考（演示口径）", node=node, by=officer, paper_version=version, opens_at=opens,
        closes_at=opens + 31 * DAY, limit=30 * MINUTE, attempts_allowed=3, release_policy=Sitting.Release.AUTOMATIC,
        announcement="三十天内随时可考，最多三次，取最好一次。交卷后很快出成绩。",
    )  # fmt: skip
    invite_candidates(sitting=sitting, people=people, by=officer)


def tomorrow(version: PaperVersion, node: Node, officer: User, people: list[User], today: date) -> None:
    opens = at_noon(today + DAY) - 3 * HOUR
    sitting = open_sitting(
        title="综合窗口补测（演示口径）", node=node, by=officer, paper_version=version, opens_at=opens,
        closes_at=opens + 3 * HOUR, limit=60 * MINUTE, order=Sitting.Order.FREE, shuffle_questions=True,
        announcement="分两批参加，保证窗口有人。开考前 15 分钟可进入候考。",
    )  # fmt: skip
    slots = [(opens, opens + 90 * MINUTE), (opens + 90 * MINUTE, opens + 3 * HOUR)]
    invite_candidates(sitting=sitting, people=people, by=officer, slots=slots)


def waiting_for_markers(version: PaperVersion, node: Node, officer: User, people: list[User], today: date) -> Sitting:
    opens = at_noon(today - 2 * DAY)
    sitting = open_sitting(
        title="窗口情景问答考核（演示口径）", node=node, by=officer, paper_version=version, opens_at=opens,
        closes_at=opens + 2 * HOUR, limit=60 * MINUTE,
    )  # fmt: skip
    invite_candidates(sitting=sitting, people=people, by=officer, tell=False, at=opens - 7 * DAY)
    simulate(sitting, people, opens, seed=2027)
    return sitting


def simulate(
    sitting: Sitting, people: Iterable[User], opens: datetime, *, seed: int, minutes: tuple = (25, 58)
) -> None:
    """Everyone sits the paper: the likelier to be right the abler they are and the easier the question. `minutes`: the
    shortest and the longest that somebody writes."""
    rng = Random(seed)
    keys = keys_of(list(sitting.paper_version.questions.values_list("version", flat=True)))
    hardness = {version: rng.gauss(-1.1, 0.9) for version in keys}
    for person in people:
        with transaction.atomic():
            attempt = start_attempt(sitting_id=sitting.pk, person=person, client="demo", at=opens + MINUTE).attempt
            ability = rng.gauss(0.4, 0.9)
            rows = []
            for row in attempt.paper.questions:
                right = rng.random() < 1 / (1 + exp(hardness[row["version"]] - ability))
                value = answer_to(row, attempt.paper.shapes[row["id"]], keys[row["version"]], right, rng)
                if value is not None:
                    rows.append({"question": row["id"], "value": value, "seq": len(rows) + 1})
            finished = opens + timedelta(minutes=rng.randint(*minutes))
            items = read_items({"responses": rows}, attempt.paper.shapes)
            save_responses(attempt_id=attempt.pk, person_id=person.pk, client="demo", items=items, at=finished - MINUTE)
            submit_attempt(attempt_id=attempt.pk, person=person, last_seq={"demo": len(rows)}, at=finished)
            mark_attempt(attempt_id=attempt.pk, at=finished + HOUR)


def answer_to(row: dict, shape: dict, key: Key, right: bool, rng: Random) -> Any:
    """A right or a wrong value in the ids that this candidate sees."""
    shown = {true: name for name, true in row["ids"].items()}
    options = [option["id"] for option in shape["content"].get("options", [])]
    if row["kind"] == "true_false":
        return key.key["correct"] if right else not key.key["correct"]
    if row["kind"] == "single_choice":
        correct = shown[key.key["correct"][0]]
        return correct if right else rng.choice([each for each in options if each != correct])
    if row["kind"] == "multiple_choice":
        correct = [shown[each] for each in key.key["correct"]]
        return correct if right else rng.sample(options, rng.randint(1, len(options) - 1))
    if row["kind"] == "short_answer":
        points = [each["text"] for each in key.key["marking_points"]]
        return "；".join(rng.sample(points, max(1, len(points) - (0 if right else 2))))
    if row["kind"] == "case_study":
        return case_answer(row, shape, key, rng)
    return None


def case_answer(row: dict, shape: dict, key: Key, rng: Random) -> dict | None:
    """Values for those parts of a case that the simulation can answer."""
    values = {}
    for sub in shape["content"]["sub_questions"]:
        true = row["ids"].get(sub["id"], sub["id"])
        inner = {name.split("/", 1)[1]: each for name, each in row["ids"].items() if name.startswith(sub["id"] + "/")}
        part = {"kind": sub["kind"], "ids": inner}
        sub_key = Key(key.version_id, key.number, key.key["subs"][true], "", "")
        value = answer_to(part, {"content": sub["content"]}, sub_key, rng.random() < 0.6, rng)
        if value is not None:
            values[sub["id"]] = value
    return values or None
