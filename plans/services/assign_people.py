"""Give an active plan to everyone it is meant for, newcomers too."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import Sitting
from exams.services.invite_candidates import invite_candidates
from foundation import audit
from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Posting
from plans.models import Assignment, PlanStep, TrainingPlan

NEWCOMER_DAYS = 14


def people_meant(plan: TrainingPlan, at: datetime) -> dict[int, str]:
    """Person id → why (`Assignment.Source`): named ones, and those whose posting fits the plan's nodes and posts."""
    named = plan.people.filter(is_active=True).values_list("pk", flat=True)
    meant = dict.fromkeys(named, Assignment.Source.LIST)
    paths = list(plan.nodes.values_list("path", flat=True))
    if paths:
        under = Q(pk__in=[])
        for path in paths:
            under |= Q(node__path__startswith=path)
        postings = Posting.objects.on(local_date(at)).filter(under, person__is_active=True)
        posts = list(plan.posts.values_list("pk", flat=True))
        if posts:
            postings = postings.filter(post__in=posts)
        for person_id in postings.values_list("person_id", flat=True):
            meant.setdefault(person_id, Assignment.Source.RULE)
    return meant


@transaction.atomic
def assign_people(*, plan: TrainingPlan, by: User | None = None, at: datetime | None = None) -> int:
    """Assign the plan to those who lack it, and invite them to its sittings; how many joined. Runs safely again.

    Someone who joins when less than two weeks are left gets two weeks from that day. Who joined by the rule and whose
    posting fits no more is let go.
    """
    at = at or timezone.now()
    known = set(Assignment.objects.filter(plan=plan).values_list("person_id", flat=True))
    meant = people_meant(plan, at)
    _follow_postings(plan, set(meant), at)
    newcomers = {pk: source for pk, source in meant.items() if pk not in known}
    earliest = local_date(at) + timedelta(days=NEWCOMER_DAYS)
    late_joiner = earliest if known and earliest > plan.due_on else None
    Assignment.objects.bulk_create(
        [
            Assignment(plan=plan, person_id=pk, source=source, assigned_at=at, due_on=late_joiner)
            for pk, source in newcomers.items()
        ],
        ignore_conflicts=True,
    )
    people = list(User.objects.filter(pk__in=newcomers))
    _invite(plan, people, by or plan.created_by)
    send_notice(
        to=people,
        title=_("新的培训计划：%(plan)s") % {"plan": plan.title},
        body=_("请在 %(due)s 前完成。") % {"due": (late_joiner or plan.due_on).isoformat()},
        url=f"/plans/mine/{plan.pk}/",
        key=f"plan-{plan.pk}",
    )
    return len(newcomers)


def _follow_postings(plan: TrainingPlan, meant: set[int], at: datetime) -> None:
    by_rule = Assignment.objects.filter(plan=plan, source=Assignment.Source.RULE, ended_by=None)
    by_rule.filter(ended_at=None).exclude(person__in=meant).update(ended_at=at)
    by_rule.filter(ended_at__isnull=False, person__in=meant).update(ended_at=None)


@transaction.atomic
def take_off(*, plan: TrainingPlan, person: User, by: User, at: datetime | None = None) -> None:
    """The person has this plan to do no more; what they did stays. Raises ValidationError if they have it not."""
    at = at or timezone.now()
    found = Assignment.objects.select_for_update().filter(plan=plan, person=person, ended_at=None).first()
    if found is None:
        raise ValidationError(_("计划里没有这个人。"))
    found.ended_at, found.ended_by = at, by
    found.save(update_fields=["ended_at", "ended_by"])
    after = {"person": person.username}
    audit.record("plan.person_removed", by=by, on=plan, node_path=plan.node.path, after=after, at=at)


def _invite(plan: TrainingPlan, people: list[User], by: User) -> None:
    keys = plan.steps.filter(kind=PlanStep.Kind.SITTING).values_list("key", flat=True)
    for sitting in Sitting.objects.filter(pk__in=[typed_id(key) for key in keys], state=Sitting.State.SCHEDULED):
        invite_candidates(sitting=sitting, people=people, by=by)


def assign_newcomers(at: datetime | None = None) -> int:
    """The sweep: every active plan meets whoever has joined since; how many joined."""
    active = TrainingPlan.objects.filter(state=TrainingPlan.State.ACTIVE).select_related("created_by")
    return sum(assign_people(plan=plan, at=at) for plan in active)
