"""A credential or an offer of one, as the templates draw it: words, icon, next step."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.evidence import gather
from certificates.models import Credential, CredentialScheme, SchemeRequirement
from certificates.rules.state import CLEARING, State, due_from
from certificates.services.consider_person import Progress, progress_of, revocations_of
from foundation.clock import local_date
from foundation.models import User
from foundation.registries import links
from service_items.models import ServiceItemChange
from service_items.selectors import STALING

PILLS = {
    State.VALID: ("is-valid", "check"),
    State.DUE: ("is-expiring", "clock"),
    State.STALE: ("is-stale", "stale"),
    State.SUSPENDED: ("is-suspended", "pause"),
    State.LAPSED: ("is-expired", "warn"),
    State.REVOKED: ("is-revoked", "close"),
}


@dataclass(frozen=True)
class Step:
    """Something to do: where it leads, in words."""

    title: str
    url: str


@dataclass(frozen=True)
class Card:
    """A credential with its state in words."""

    credential: Credential
    state: State
    words: str
    pill: str
    icon: str
    why: str
    renew_from: object
    step: Step | None

    @property
    def counts(self) -> bool:
        """Whether it counts today, so that renewing it is the next thing."""
        return self.state in CLEARING


@dataclass(frozen=True)
class Offer:
    """A scheme that the person has not earned yet: requirement by requirement, and the next step."""

    scheme: CredentialScheme
    lines: list
    step: Step | None


def state_words(state: State, credential: Credential, at: datetime) -> str:
    """The state as the pill says it."""
    if state == State.DUE:
        days = (credential.expires_on - local_date(at)).days
        return _("%(days)d 天后到期") % {"days": days} if days else _("今天到期")
    return {
        State.VALID: _("有效"),
        State.STALE: _("政策变更待更新"),
        State.SUSPENDED: _("已暂停"),
        State.LAPSED: _("已失效"),
        State.REVOKED: _("已撤销"),
    }[state]


def card_of(credential: Credential, at: datetime) -> Card:
    """The card of a credential from `selectors.with_states`."""
    pill, icon = PILLS[credential.state]
    return Card(
        credential=credential,
        state=credential.state,
        words=state_words(credential.state, credential, at),
        pill=pill,
        icon=icon,
        why=_why(credential, at),
        renew_from=due_from(credential.expires_on),
        step=_next_step(credential, at),
    )


def _why(credential: Credential, at: datetime) -> str:
    if credential.state == State.STALE:
        changes = _changes_behind(credential, at)
        return _("口径有 %(count)d 处改动：%(items)s。按新口径重新通过后即恢复") % {
            "count": len(changes),
            "items": "、".join(sorted({change.item.name for change in changes})),
        }
    if credential.state in (State.SUSPENDED, State.REVOKED):
        event = credential.events.filter(kind=credential.state).order_by("at", "pk").last()
        return _("%(day)s %(kind)s：%(reason)s") % {
            "day": local_date(event.at).isoformat(),
            "kind": event.get_kind_display(),
            "reason": event.reason,
        }
    if credential.state == State.DUE:
        return _("现在续期，新的有效期从 %(day)s 起算") % {"day": credential.expires_on.isoformat()}
    if credential.state == State.LAPSED:
        return _("有效期已过，重新取得全部条件后恢复")
    return ""


def _changes_behind(credential: Credential, at: datetime) -> list[ServiceItemChange]:
    return list(
        ServiceItemChange.objects.filter(
            item__code__in=credential.stale_codes,
            severity__in=STALING,
            announced_at__gt=credential.proved_at,
            effective_on__lte=local_date(at),
        ).select_related("item")
    )


def _next_step(credential: Credential, at: datetime) -> Step | None:
    if credential.state == State.STALE:
        for change in _changes_behind(credential, at):
            link = links.resolve(change.cause_kind, change.cause_key)
            if link:
                return Step(_("看改动"), link.url)
    if credential.state in (State.DUE, State.LAPSED, State.STALE):
        title = _("去续期") if credential.state == State.DUE else _("看还差什么")
        return Step(title, reverse("certificates:scheme", args=[credential.scheme.key]))
    if credential.state == State.SUSPENDED:
        return Step(_("看说明"), reverse("certificates:detail", args=[credential.pk]))
    return None


def offers_of(
    user: User, schemes: list[CredentialScheme], at: datetime, held: dict[int, Credential] | None = None
) -> list[Offer]:
    """How far the person is under each scheme, and where the missing proofs are to be had.

    `held` maps a scheme's id to the open credential that a renewal would better. A link is asked for once per proof.
    """
    book, revoked, found = gather([user], schemes), revocations_of([user]), {}
    offers = []
    for scheme in schemes:
        progress = progress_of(
            person=user,
            scheme=scheme,
            book=book,
            at=at,
            held=(held or {}).get(scheme.pk),
            revoked_at=revoked.get((user.pk, scheme.pk)),
        )
        lines = [_line(user, step, found) for step in progress]
        offers.append(Offer(scheme, lines, next((line["step"] for line in lines if line["step"]), None)))
    return offers


def _line(user: User, progress: Progress, found: dict) -> dict:
    requirement, proof = progress.requirement, progress.proof
    name = (requirement.kind, requirement.key)
    link = found[name] if name in found else found.setdefault(name, _link_of(requirement))
    title = requirement.label or (link.title if link else requirement.key)
    verbs = {
        SchemeRequirement.Kind.COURSE: _("去学习"),
        SchemeRequirement.Kind.EXAM: _("看考试安排"),
        SchemeRequirement.Kind.DRILL: _("去演练"),
    }
    step = Step(verbs[requirement.kind], link.url) if link and link.visible_to(user) and not proof else None
    return {
        "kind": requirement.get_kind_display(),
        "title": title,
        "minimum": requirement.minimum_percent,
        "done": proof is not None,
        "proof": proof,
        "step": step,
    }


def _link_of(requirement: SchemeRequirement) -> links.Link | None:
    if requirement.kind == SchemeRequirement.Kind.EXAM:
        sitting = requirement.key.removeprefix("sitting:")
        found = links.resolve("sitting", sitting) if sitting != requirement.key else None
        return found or links.Link(
            "exam", requirement.key, requirement.label or requirement.key, reverse("exams:sittings")
        )
    return links.resolve(requirement.kind, requirement.key)
