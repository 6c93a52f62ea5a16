"""Tell holders in time that a credential runs out, or fell behind a change."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Credential
from certificates.rules.state import State
from certificates.selectors import in_state, with_states
from foundation.notices import send_notice


def remind_holders(*, at: datetime | None = None) -> int:
    """One notice per due credential and term, one per stale credential and award; how many credentials are concerned."""
    at = at or timezone.now()
    concerned = [row for state in (State.DUE, State.STALE) for row in _in(state, at)]
    for credential in concerned:
        _remind(credential)
    return len(concerned)


def _in(state: State, at: datetime) -> Iterable[Credential]:
    return with_states(in_state(Credential.objects.filter(person__is_active=True), state, at), at)


def _remind(credential: Credential) -> None:
    if credential.state == State.DUE:
        title = _("%(scheme)s 到 %(day)s 为止，可以续期了")
        body = _("现在续期，新的有效期接着原来的算，不会少一天。")
        key = f"credential-due-{credential.pk}-{credential.expires_on}"
    else:
        title = _("%(scheme)s 因政策变更待更新")
        body = _("按新口径重新通过后即恢复；在此之前不计入可办事项。")
        key = f"credential-stale-{credential.pk}-{credential.evidence_hash[:16]}"
    send_notice(
        to=[credential.person],
        title=title % {"scheme": credential.scheme.title, "day": credential.expires_on.isoformat()},
        body=body,
        url=reverse("certificates:detail", args=[credential.pk]),
        key=key,
    )
