"""A policy for the stories: one service item, one clause, one proof question whose right answer is B."""

from dataclasses import dataclass
from datetime import date, timedelta

from foundation.clock import local_date
from foundation.page_tree import publish_page
from organisation.models import Node
from policies.models import PolicyPage
from policies.services.plant_policies import plant_policies
from question_bank.models import Check
from question_bank.services.make_check import make_check
from service_items.models import ServiceItem
from tests.courses.library import make_question

CLAUSE = {
    "ref": "I04-S1",
    "where": "标准",
    "old_text": "八十周岁以上每月一百元。",
    "old_basis": "旧手册",
    "new_text": "八十周岁以上每月一百二十元。",
    "new_basis": "新手册",
}


@dataclass
class Draft:
    page: PolicyPage
    item: ServiceItem
    check: Check


def draft_policy(cast, key="P03", *, node: Node | None = None, effective_on: date | None = None, due_in=5) -> Draft:
    """A policy that is written and not yet published."""
    item, _ = ServiceItem.objects.get_or_create(code="I04", defaults={"name": "高龄津贴"})
    proof = make_question(cast, f"{key}-q1", [item])
    check = make_check(title=f"{key} 签收题", kind=Check.Kind.POLICY, questions=[proof], pass_count=1)
    today = local_date()
    page = PolicyPage(
        title="高龄津贴三档调整",
        slug=key.lower(),
        key=key,
        node=node or cast.hall,
        issuing_body="民政局（虚构）",
        published_on=today,
        effective_on=effective_on or today + timedelta(days=7),
        acknowledge_by=today + timedelta(days=due_in),
        one_line="三档调高，在领的自动调。",
        clauses=[{"type": "change", "value": CLAUSE}],
        check_set=check,
        owner=cast.trainer,
        live=False,
    )
    page.service_items = [item]
    page = plant_policies().add_child(instance=page)
    page.save_revision(user=cast.trainer)
    return Draft(page, item, check)


def publish(cast, draft: Draft) -> PolicyPage:
    return publish_page(page=draft.page, by=cast.reviewer)
