"""Questions asked of the credentials."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from certificates.models import Credential, CredentialEvent, CredentialScheme
from certificates.rules.state import CLEARING, DUE_DAYS, Standing, State, state_of
from foundation.clock import local_date
from foundation.models import User
from organisation.models import Posting
from service_items.models import ServiceItem
from service_items.selectors import is_stale, stale_condition, staling_changes

PAUSING = (CredentialEvent.Kind.SUSPENDED, CredentialEvent.Kind.RESTORED)


def suspended_ids() -> set[int]:
    """The credentials that are suspended: their last suspension was not followed by a restoration."""
    last: dict[int, str] = {}
    events = CredentialEvent.objects.filter(kind__in=PAUSING).order_by("at", "pk")
    for credential_id, kind in events.values_list("credential_id", "kind"):
        last[credential_id] = kind
    return {credential_id for credential_id, kind in last.items() if kind == CredentialEvent.Kind.SUSPENDED}


def is_suspended(credential: Credential) -> bool:
    """Whether the last pause of the credential was not ended."""
    last = credential.events.filter(kind__in=PAUSING).order_by("at", "pk").last()
    return last is not None and last.kind == CredentialEvent.Kind.SUSPENDED


def with_states(credentials: QuerySet[Credential], at: datetime) -> list[Credential]:
    """The credentials, each with `state` (rules.state.State) and `stale_codes` as of `at`; three queries in all."""
    last_pause = CredentialEvent.objects.filter(credential=OuterRef("pk"), kind__in=PAUSING).order_by("-at", "-pk")
    rows = list(
        credentials.annotate(last_pause=Subquery(last_pause.values("kind")[:1]))
        .select_related("scheme", "scheme__node", "person")
        .prefetch_related(Prefetch("scheme__service_items", to_attr="item_list"))
    )
    today = local_date(at)
    changes = staling_changes(today) if rows else {}
    for row in rows:
        codes = [item.code for item in row.scheme.item_list]
        row.stale_codes = [code for code in codes if is_stale([code], row.proved_at, changes)]
        row.state = state_of(
            Standing(
                expires_on=row.expires_on,
                revoked=row.revoked_at is not None,
                suspended=row.last_pause == CredentialEvent.Kind.SUSPENDED,
                stale=bool(row.stale_codes),
            ),
            today,
        )
    return rows


def in_state(credentials: QuerySet[Credential], state: str, at: datetime) -> QuerySet[Credential]:
    """The credentials that are in `state` as of `at`, told apart in the database by the rules of rules/state.py."""
    today = local_date(at)
    revoked, lapsed = Q(revoked_at__isnull=False), Q(expires_on__lt=today)
    suspended = Q(pk__in=suspended_ids())
    stale = Q(stale_condition(related_name="credential_schemes__credentials", reviewed_at="proved_at", on=today))
    due = Q(expires_on__lte=today + timedelta(days=DUE_DAYS))
    conditions = {
        State.REVOKED: revoked,
        State.SUSPENDED: ~revoked & suspended,
        State.LAPSED: ~revoked & ~suspended & lapsed,
        State.STALE: ~revoked & ~suspended & ~lapsed & stale,
        State.DUE: ~revoked & ~suspended & ~lapsed & ~stale & due,
        State.VALID: ~revoked & ~suspended & ~lapsed & ~stale & ~due,
    }
    return credentials.filter(conditions[State(state)])


def state_at(credential: Credential, at: datetime) -> State:
    """The state of one credential as of `at`."""
    return with_states(Credential.objects.filter(pk=credential.pk), at)[0].state


def cleared_people(items: Iterable[ServiceItem], at: datetime) -> dict[str, set[int]]:
    """Item code → ids of the people whose credential for that item counts at `at`; four queries, however many people.

    Only a change of the item itself makes a credential over several items stale for it.
    """
    wanted = {item.pk: item.code for item in items}
    today = local_date(at)
    open_rows = Credential.objects.filter(revoked_at=None, expires_on__gte=today, issued_at__lte=at)
    suspended = suspended_ids()
    changes = staling_changes(today)
    codes_of_scheme: dict[int, list[str]] = defaultdict(list)
    links = CredentialScheme.service_items.through.objects.filter(serviceitem_id__in=wanted)
    for scheme_id, item_id in links.values_list("credentialscheme_id", "serviceitem_id"):
        codes_of_scheme[scheme_id].append(wanted[item_id])
    cleared: dict[str, set[int]] = {code: set() for code in wanted.values()}
    rows = open_rows.filter(scheme__in=codes_of_scheme).values_list("pk", "person_id", "scheme_id", "proved_at")
    for pk, person_id, scheme_id, proved_at in rows:
        if pk in suspended:
            continue
        for code in codes_of_scheme[scheme_id]:
            if not is_stale([code], proved_at, changes):
                cleared[code].add(person_id)
    return cleared


def is_cleared_for(person: User, service_item: ServiceItem, at: datetime) -> bool:
    """Whether the person holds, at `at`, a credential that counts for the service item."""
    return person.pk in cleared_people([service_item], at)[service_item.code]


def schemes_open_to(person: User, at: datetime) -> QuerySet[CredentialScheme]:
    """The published schemes of the places where the person is posted, and of the places above them."""
    paths = Posting.objects.on(local_date(at)).filter(person=person).values_list("node__path", flat=True)
    above = {path[:end] for path in paths for end in range(4, len(path) + 1, 4)}
    return CredentialScheme.objects.filter(published=True, node__path__in=above)


def counting(credentials: Iterable[Credential]) -> list[Credential]:
    """Those of `with_states` that count for coverage."""
    return [credential for credential in credentials if credential.state in CLEARING]


def candidates_for(scheme: CredentialScheme, at: datetime) -> QuerySet[User]:
    """The people to whom a published scheme is open."""
    posted = Posting.objects.on(local_date(at)).filter(node__path__startswith=scheme.node.path)
    return User.objects.filter(Q(is_active=True), pk__in=posted.values("person"))
