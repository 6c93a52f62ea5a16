"""What certificates tell the registries of the apps below."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Credential, CredentialScheme
from certificates.rules.state import CLEARING, State
from certificates.selectors import schemes_open_to, with_states
from foundation.models import User
from foundation.registries import dependants, links, my_data, tasks


def register() -> None:
    """Called once, when the app is ready."""
    links.register("scheme", scheme_link)
    tasks.register("certificates", certificates_due)
    my_data.register("certificates", credentials_held)
    dependants.register("certificates", credentials_on_items)


def scheme_link(key: str) -> links.Link | None:
    """The scheme's place on the person's own page."""
    scheme = CredentialScheme.objects.filter(key=key, published=True).first()
    if scheme is None:
        return None
    return links.Link(
        kind="scheme",
        key=key,
        title=scheme.title,
        url=reverse("certificates:scheme", args=[key]),
        visible_to=lambda user: schemes_open_to(user, timezone.now()).filter(pk=scheme.pk).exists(),
    )


def certificates_due(user: User, at: datetime) -> Iterator[tasks.Task]:
    """A slip for every credential that runs out soon, has run out or fell behind a change."""
    actions = {State.DUE: _("去续期"), State.LAPSED: _("重新取得"), State.STALE: _("看改动")}
    for credential in with_states(_open(user), at):
        if credential.state in actions:
            yield tasks.Task(
                kind=_("我的证书"),
                title=credential.scheme.title,
                url=reverse("certificates:detail", args=[credential.pk]),
                action=actions[credential.state],
                detail=_("政策变更，待更新") if credential.state == State.STALE else "",
                due=timezone.make_aware(datetime.combine(credential.expires_on, time(23, 59))),
            )


def _open(user: User) -> QuerySet[Credential]:
    return Credential.objects.filter(person=user, revoked_at=None)


def credentials_held(user: User) -> Iterator[my_data.DataSection]:
    """Every credential of the person, as 我的数据 shows it."""
    rows = with_states(Credential.objects.filter(person=user), timezone.now())
    yield my_data.DataSection(
        title=_("我的证书"),
        columns=(_("编号"), _("名称"), _("颁发日期"), _("有效期至"), _("状态")),
        rows=[
            (
                row.number,
                row.scheme.title,
                f"{timezone.localtime(row.issued_at):%Y-%m-%d}",
                f"{row.expires_on}",
                row.state,
            )
            for row in rows
        ],
        purpose=_("证明上岗和办理事项的资格，供核验"),
    )


def credentials_on_items(codes: list[str]) -> Iterator[dependants.Dependant]:
    """The credentials that count today and would be stale once any of the items changes: one line per scheme."""
    held = Credential.objects.filter(scheme__service_items__code__in=codes).distinct()
    people: dict[CredentialScheme, list[User]] = {}
    for credential in with_states(held, timezone.now()):
        if credential.state in CLEARING:
            people.setdefault(credential.scheme, []).append(credential.person)
    for scheme, holders in people.items():
        yield dependants.Dependant(
            kind=_("证书"),
            title=_("%(scheme)s（%(count)d 人持有）") % {"scheme": scheme.title, "count": len(holders)},
            url=reverse("certificates:scheme", args=[scheme.key]),
            owners=tuple(holders),
        )
