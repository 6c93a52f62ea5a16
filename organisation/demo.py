"""The demo hall: the tree, windows, posts, 62 people and ten accounts named by role. Every place and person is fictional."""

import csv
import json
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from foundation.models import User
from organisation.models import Node, Post, Posting, RoleGrant, Window
from organisation.services.grant_role import grant_role

DATA = Path(__file__).parent / "demo_data"
WRITTEN_ON = date(2026, 11, 21)  # the day for which the dates in demo_data were written
DISTRICT, DISTRICT_HALL = "LJ", "QD"
KINDS = {"district_hall": Node.Kind.HALL, "street_hall": Node.Kind.HALL, "community_station": Node.Kind.STATION}
PRESENCE = {
    "在岗": Posting.Presence.PRESENT,
    "产假": Posting.Presence.LEAVE,
    "借调": Posting.Presence.SECONDED,
    "离岗": Posting.Presence.GONE,
}


def load(today: date) -> None:
    """Bring the demo hall into the database; what is already there stays as it is."""
    halls = json.loads((DATA / "organisation.json").read_text(encoding="utf-8"))
    people = [*_rows("people.csv"), *_rows("accounts.csv")]
    password = make_password(settings.DEMO_PASSWORD)  # hashed once: 72 slow hashes would take half a minute
    with transaction.atomic():
        nodes = _load_tree(halls)
        windows = _load_windows(halls, nodes)
        posts = _load_posts(halls, people)
        accounts = _load_accounts(people, password)
        _load_postings(people, accounts, nodes, windows, posts, today)
        _grant_roles(people, accounts, nodes)


def moved(day: str, today: date) -> date:
    """A date of the demo data, moved so that the data seem to have been written today."""
    return date.fromisoformat(day) + (today - WRITTEN_ON)


def _rows(name: str) -> list[dict]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _load_tree(halls: dict) -> dict[str, Node]:
    """The district, the halls and stations below it, and the units stationed in the district hall, by code."""
    region = halls["region"]
    district = Node.objects.filter(code=DISTRICT).first() or Node.add_root(
        code=DISTRICT, name=region["city"] + region["district"], kind=Node.Kind.REGION
    )
    nodes = {DISTRICT: district}
    for hall in halls["halls"]:
        # The district hall stands beside the street halls, so that a role held there does not reach into the streets.
        parent = DISTRICT if hall["parent"] in (None, DISTRICT_HALL) else hall["parent"]
        place = {"address": hall["address"], "opening": hall["opening"], "phone": "0000-0000000（演示）"}
        nodes[hall["code"]] = _child(parent, hall["code"], hall["name"], KINDS[hall["kind"]], **place)
        for unit in hall.get("stationed_units", []):
            nodes[unit["code"]] = _child(hall["code"], unit["code"], unit["name"], Node.Kind.UNIT)
    return nodes


def _child(parent: str, code: str, name: str, kind: str, **fields) -> Node:
    found = Node.objects.filter(code=code).first()
    return found or Node.objects.get(code=parent).add_child(code=code, name=name, kind=kind, **fields)


def _load_windows(halls: dict, nodes: dict[str, Node]) -> dict[str, Window]:
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
    return {window.code: window for window in Window.objects.all()}


def _load_posts(halls: dict, people: list[dict]) -> dict[str, Post]:
    """Posts by the short name that the roster uses (首席, A, 综合 …)."""
    names = {post["code"]: post["name"] for hall in halls["halls"] for post in hall.get("posts", [])}
    names |= {row["岗位"]: row["岗位"] for row in people if row["岗位"] not in names}
    Post.objects.bulk_create(
        [Post(name=name, is_chief=short == "首席") for short, name in names.items()], ignore_conflicts=True
    )
    stored = {post.name: post for post in Post.objects.all()}
    return {short: stored[name] for short, name in names.items()}


def _load_accounts(people: list[dict], password: str) -> dict[str, User]:
    """Accounts by staff number. An account that is there keeps its password."""
    known = set(User.objects.values_list("username", flat=True))
    User.objects.bulk_create(
        User(username=row["工号"], name=row["姓名"], password=password, is_active=row["在岗状态"] != "离岗")
        for row in people
        if row["工号"] not in known
    )
    return User.objects.in_bulk([row["工号"] for row in people], field_name="username")


def _load_postings(people, accounts, nodes, windows, posts, today: date) -> None:
    posted = set(Posting.objects.values_list("person__username", flat=True))
    by_name = {node.name: node for node in nodes.values()}
    Posting.objects.bulk_create(
        Posting(
            person=accounts[row["工号"]],
            node=by_name[row["单位"]],
            window=windows.get(row["窗口"]),
            post=posts[row["岗位"]],
            employment=row["编制类型"],
            presence=PRESENCE[row["在岗状态"]],
            start_on=moved(row["入岗日期"], today),
            end_on=today - timedelta(days=20) if row["在岗状态"] == "离岗" else None,
        )
        for row in people
        if row["工号"] not in posted
    )


def _grant_roles(people: list[dict], accounts: dict[str, User], nodes: dict[str, Node]) -> None:
    """Roles at the person's own hall; what is above staff in the district hall holds for the whole district."""
    by_name = {node.name: node for node in nodes.values()}
    held = set(RoleGrant.objects.values_list("person__username", "role", "node__code"))
    for row in people:
        for role in row["role"].split(";"):
            node = by_name[row["单位"]]
            if role != "staff" and node.code == DISTRICT_HALL:
                node = nodes[DISTRICT]
            if (row["工号"], role, node.code) not in held:
                grant_role(person=accounts[row["工号"]], role=role, node=node, by=None)


def at_noon(day: date) -> datetime:
    """Noon of `day` in the hall, for demo rows that need an instant."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=12)))
