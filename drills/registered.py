"""What drills tell the lower apps' registries."""

from django.urls import reverse
from django.utils.translation import gettext as _

from drills.models import Scenario
from drills.permissions import playable_scenarios
from foundation.registries import links


def drill_link(key: str) -> links.Link | None:
    """Where a case can be played."""
    scenario = Scenario.objects.filter(key=key, current_version__isnull=False, retired_at=None).first()
    if scenario is None:
        return None
    return links.Link(
        kind="drill",
        key=key,
        title=_("演练：%(title)s") % {"title": scenario.title},
        url=reverse("drills:intro", args=[key]),
        visible_to=lambda user: playable_scenarios(user).filter(pk=scenario.pk).exists(),
    )


def register() -> None:
    links.register("drill", drill_link)
