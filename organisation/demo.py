"""The demo hall: the tree, windows, posts, 62 people and ten accounts named by role. Every place and person is fictional."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from foundation.models import User
from foundation.spreadsheets import Row, read_table
from organisation.models import Node, Post, Window
from organisation.rules import roster_words as words
from organisation.services.apply_roster import apply_roster
from organisation.services.grant_role import grant_role
from organisation.services.plan_roster import plan_table

DATA = Path(__file__).parent / "demo_data"
WRITTEN_ON = date(2026, 11, 21)  # the day for which the dates in demo_data were written
DISTRICT, DISTRICT_HALL, DISTRICT_HALL_NAME = "LJ", "QD", "临江区政务服务中心"
KINDS = {"district_hall": Node.Kind.HALL, "street_hall": Node.Kind.HALL, "community_station": Node.Kind.STATION}


def load(today: date) -> None:
    """Bring the demo hall into the database; what is already there stays as it is."""
    halls = json.loads((DATA / "organisation.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        _load_tree(halls)
        _load_windows(halls)
        _load_posts(halls)
    for name in ("people.csv", "accounts.csv"):
        _load_people(name, today)


def moved(day: str, today: date) -> date:
    """A date of the demo data, moved so that the data seem to have been written today."""
    return date.fromisoformat(day) + (today - WRITTEN_ON)


def _load_tree(halls: dict) -> None:
    """The district, the halls and stations below it, and the units stationed in the district hall."""
    region = halls["region"]
    if not Node.objects.filter(code=DISTRICT).exists():
        Node.add_root(code=DISTRICT, name=region["city"] + region["district"], kind=Node.Kind.REGION)
    for hall in halls["halls"]:
        # The district hall stands beside the street halls, so that a role held there does not reach into the streets.
        parent = DISTRICT if hall["parent"] in (None, DISTRICT_HALL) else hall["parent"]
        place = {"address": hall["address"], "opening": hall["opening"], "phone": "0000-0000000（演示）"}
        _add_child(parent, hall["code"], hall["name"], KINDS[hall["kind"]], **place)
        for unit in hall.get("stationed_units", []):
            _add_child(hall["code"], unit["code"], unit["name"], Node.Kind.UNIT)


def _add_child(parent: str, code: str, name: str, kind: str, **fields) -> None:
    if not Node.objects.filter(code=code).exists():
        Node.objects.get(code=parent).add_child(code=code, name=name, kind=kind, **fields)


def _load_windows(halls: dict) -> None:
    nodes = {node.code: node for node in Node.objects.all()}
    Window.objects.bulk_create(
        [
            Window(
                code=window["code"],
                name=window["name"],
                hall=nodes[hall["code"]],
                stationed_unit=nodes.get(window["stationed_unit"]),
            )
            for hall in halls["halls"]
            for window in hall["windows"]
        ],
        ignore_conflicts=True,
    )


def _load_posts(halls: dict) -> None:
    names = {post["name"]: post["code"] for hall in halls["halls"] for post in hall.get("posts", [])}
    Post.objects.bulk_create(
        [Post(name=name, is_chief=code == "首席") for name, code in names.items()], ignore_conflicts=True
    )


def _load_people(name: str, today: date) -> None:
    """Those of the roster file who are not there yet, through the roster importer."""
    with (DATA / name).open("rb") as file:
        table = read_table(file, required=words.REQUIRED, optional=words.OPTIONAL)
    known = set(User.objects.values_list("username", flat=True))
    rows = [row for row in table.rows if row["工号"] not in known]
    if not rows:
        return
    table.rows = [Row(row.number, row.values | _as_of(row, today)) for row in rows]
    plan = plan_table(table, by=None, today=today)
    apply_roster(plan, by=None, today=today, at=timezone.now())
    fresh = User.objects.filter(username__in=[row["工号"] for row in rows])
    # Hashed once: 72 slow hashes would take half a minute.
    fresh.update(password=make_password(settings.DEMO_PASSWORD), must_change_password=False)
    _grant_in_district(rows, {person.username: person for person in fresh})


def _as_of(row: Row, today: date) -> dict[str, str]:
    """The row's dates, counted from today; roles above staff in the district hall are granted for the district instead."""
    gone = row["在岗状态"] == "离岗"
    here = [role for role in words.split_roles(row["角色"]) if not _of_district(row, role)]
    return {
        "入岗日期": moved(row["入岗日期"], today).isoformat(),
        "离岗日期": (today - timedelta(days=20)).isoformat() if gone else "",
        "角色": "、".join(here) or words.NO_ROLE,
    }


def _of_district(row: Row, role: str) -> bool:
    return row["单位"] == DISTRICT_HALL_NAME and role != "staff"


def _grant_in_district(rows: list[Row], people: dict[str, User]) -> None:
    district = Node.objects.get(code=DISTRICT)
    for row in rows:
        for role in words.split_roles(row["角色"]):
            if _of_district(row, role):
                grant_role(person=people[row["工号"]], role=role, node=district, by=None)


def at_noon(day: date) -> datetime:
    """Noon of `day` in the hall, for demo rows that need an instant."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=12)))
