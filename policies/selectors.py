"""Questions asked of policies and of who has acknowledged them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from foundation.clock import local_date
from foundation.models import User
from organisation.models import Posting
from organisation.scoped_pages import prefixes, readable
from policies.models import Acknowledgement, PolicyPage, PolicyReading, PolicyVersion

DUE_HOUR = time(18)


def due_at(policy: PolicyPage) -> datetime:
    """The instant until which the policy is to be acknowledged: 18:00 of its day."""
    return timezone.make_aware(datetime.combine(policy.acknowledge_by, DUE_HOUR))


def open_policies(person: User) -> QuerySet[PolicyPage]:
    """The live policies that the person may read, the newest first."""
    live = PolicyPage.objects.live().filter(readable(person)).select_related("node")
    return live.order_by("-published_on", "-pk")


def acknowledgements(people: Iterable[User] | QuerySet[User]) -> QuerySet[Acknowledgement]:
    """Every acknowledgement of those people: person, version (policy_key, number), result, acknowledged_at."""
    return Acknowledgement.objects.filter(person__in=people).select_related("version")


def latest_versions() -> QuerySet[PolicyVersion]:
    """The newest version of each policy."""
    newest = PolicyVersion.objects.filter(policy_key=OuterRef("policy_key")).values("policy_key")
    return PolicyVersion.objects.filter(number=Subquery(newest.annotate(top=Max("number")).values("top")))


def latest_version(policy_key: str) -> PolicyVersion | None:
    """The newest version of one policy."""
    return PolicyVersion.objects.filter(policy_key=policy_key).order_by("-number").first()


def version_on(policy_key: str, at: datetime) -> PolicyVersion | None:
    """The version in force at `at`; None before the first."""
    return PolicyVersion.objects.filter(policy_key=policy_key, published_at__lte=at).order_by("-number").first()


def audience(policy: PolicyPage, on: date) -> QuerySet[User]:
    """Who must acknowledge the policy: people at work under its node on that day, in one of its posts if it names any."""
    postings = Posting.objects.present(on).filter(node__path__startswith=policy.node.path)
    posts = [post.pk for post in policy.posts.all()]
    if posts:
        postings = postings.filter(post__in=posts)
    return User.objects.filter(pk__in=postings.values("person"))


def is_in_audience(person: User, policy: PolicyPage, on: date) -> bool:
    """Whether the person must acknowledge the policy."""
    return audience(policy, on).filter(pk=person.pk).exists()


def policies_to_acknowledge(person: User, on: date) -> list[PolicyPage]:
    """Live policies whose latest version the person must still acknowledge, the earliest due first; four queries."""
    mine = list(Posting.objects.present(on).filter(person=person).values_list("node__path", "post"))
    if not mine:
        return []
    live = PolicyPage.objects.live().filter(node__path__in=prefixes(path for path, _post in mine))
    asked = live.filter(check_set__isnull=False).select_related("node").prefetch_related("posts")
    done = Acknowledgement.objects.filter(person=person, version=OuterRef("pk")).values("pk")[:1]
    left = latest_versions().annotate(done=Subquery(done)).filter(done=None).values_list("policy_key", flat=True)
    found = [policy for policy in asked.filter(key__in=left).order_by("acknowledge_by") if _meets(policy, mine)]
    return found


def _meets(policy: PolicyPage, postings: list[tuple[str, int | None]]) -> bool:
    posts = {post.pk for post in policy.posts.all()}
    return any(path.startswith(policy.node.path) and (not posts or post in posts) for path, post in postings)


@dataclass(frozen=True)
class Standing:
    """Where one person of the audience stands: understood, opened or untouched; late once the day has passed."""

    person: User
    place: str
    opened_at: datetime | None
    acknowledged_at: datetime | None
    late: bool

    @property
    def state(self) -> str:
        return "understood" if self.acknowledged_at else "opened" if self.opened_at else "untouched"


def standings(policy: PolicyPage, people: QuerySet[User], at: datetime) -> list[Standing]:
    """Those of `people` who are in the policy's audience, each with what is known; who is left comes first."""
    on = local_date(at)
    version = latest_version(policy.key)
    opened = dict(PolicyReading.objects.filter(version=version).values_list("person", "opened_at"))
    done = dict(Acknowledgement.objects.filter(version=version).values_list("person", "acknowledged_at"))
    asked = audience(policy, on).filter(pk__in=people.values("pk"))
    places = dict(
        Posting.objects.present(on).filter(person__in=asked).order_by("-pk").values_list("person", "node__name")
    )
    late = at > due_at(policy)
    rows = [
        Standing(
            person, places.get(person.pk, ""), opened.get(person.pk), done.get(person.pk),
            late and person.pk not in done,
        )
        for person in asked.order_by("username")
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.acknowledged_at is not None, row.opened_at is not None))


def policies_on(codes: list[str]) -> QuerySet[PolicyPage]:
    """The live policies about any of the service items with those codes, the newest first."""
    about = Q(service_items__code__in=codes)
    return PolicyPage.objects.live().filter(about).distinct().order_by("-published_on")
