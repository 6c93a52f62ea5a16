"""The four demo policies, one of them effective next week, with acknowledgements in every state. 演示口径 throughout."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from foundation.models import User
from foundation.page_tree import put_live
from organisation.demo import DISTRICT, at_noon, moved
from organisation.models import Node
from policies.models import PolicyPage
from policies.selectors import audience
from policies.services.announce_policy import announce_policy
from policies.services.note_opened import note_opened
from policies.services.plant_policies import plant_policies
from question_bank.inline_questions import take_in
from question_bank.keys import key_of
from question_bank.models import Bank, Check
from question_bank.selectors import check_questions
from question_bank.services.make_check import make_check
from question_bank.services.take_check import take_check
from service_items.demo_blocks import placed, value_of
from service_items.models import ServiceItem, ServiceRule

DATA = Path(__file__).parent / "demo_data"
BANK = "policy-proofs"
DEMO_NUMBERED_ACCOUNTS = "LJ"  # the accounts named by role acknowledge nothing: whoever tries the demo does it


def load(today: date) -> None:
    """Bring the policies into the page tree; a policy that is there stays as it is."""
    plant_policies()
    for path in sorted(DATA.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if not PolicyPage.objects.filter(key=short_key(data)).exists():
            with transaction.atomic():
                policy = _load_policy(data, today)
            _let_people_answer(policy, today)


def short_key(data: dict) -> str:
    """P01-I08-operator → P01, the name by which plans and drills know the policy."""
    return data["key"].partition("-")[0]


def _load_policy(data: dict, today: date) -> PolicyPage:
    author, approver = User.objects.get(username="trainer"), User.objects.get(username="reviewer")
    published = today + timedelta(days=data["published_on_offset"])
    at = at_noon(published) - timedelta(hours=3)
    page = PolicyPage(
        title=data["title"],
        slug=data["key"].lower(),
        key=short_key(data),
        node=Node.objects.get(code=DISTRICT),
        document_number=data["document_number"],
        issuing_body=data["issuing_body"],
        published_on=published,
        effective_on=today + timedelta(days=data["effective_on_offset"]),
        acknowledge_by=today + timedelta(days=data["acknowledge_by_offset"]),
        severity=data["severity"],
        one_line=data["one_line"],
        summary_card=data["summary_card"],
        label=data["label"],
        checked_on=moved(data["checked_on"], today),
        next_check_on=moved(data["next_check_on"], today),
        clauses=[_clause(clause) for clause in data["clauses"]],
        body=[placed(block, value_of(block, today)) for block in data["blocks"]],
        check_set=_proof(data, author, approver, at - timedelta(hours=2)),
        owner=author,
        live=False,
    )
    page.service_items = ServiceItem.objects.filter(code__in=data["service_items"])
    page.rules = ServiceRule.objects.filter(code__in=data["rules"])
    page = put_live(page=plant_policies().add_child(instance=page), by=approver, at=at)
    announce_policy(policy=page, by=approver, at=at)
    return page


def _clause(clause: dict) -> dict:
    value = {"ref": clause["ref"], "where": clause["where"]}
    for side in ("old", "new"):
        value |= {f"{side}_text": clause[side]["text"], f"{side}_basis": clause[side]["basis"]}
    return placed({"type": "change", "id": clause["id"]}, value)


def _proof(data: dict, author: User, approver: User, at: datetime) -> Check:
    node = Node.objects.get(code=DISTRICT)
    bank = Bank.objects.get_or_create(slug=BANK, defaults={"name": "政策签收题", "node": node})[0]
    rows = data["proof_questions"]
    questions = [take_in(row=row, bank=bank, author=author, approver=approver, at=at) for row in rows]
    title = f"{data['title']}：签收题"
    return make_check(title=title, kind=Check.Kind.POLICY, questions=questions, pass_count=len(questions))


def _let_people_answer(policy: PolicyPage, today: date) -> None:
    """Of every ten people seven understood, one answered wrongly, one only looked, one has not opened it."""
    check = policy.check_set
    questions = check_questions(check, today)
    right = {version.question_id: _answer(version.pk) for version in questions}
    people = audience(policy, today).filter(username__startswith=DEMO_NUMBERED_ACCOUNTS).order_by("username")
    days = max((today - policy.published_on).days, 1)
    for place, person in enumerate(people):
        at = at_noon(policy.published_on) + timedelta(days=place % days, minutes=place * 3)
        mood = (place + policy.pk) % 10
        if mood < 9:
            note_opened(policy=policy, by=person, at=at)
        if mood < 8:
            answers = right if mood < 7 else dict.fromkeys(right)
            with transaction.atomic():
                take_check(check=check, by=person, answers=answers, at=at)


def _answer(version_id: int):
    key = key_of(version_id).key["correct"]
    return key[0] if isinstance(key, list) and len(key) == 1 else key
