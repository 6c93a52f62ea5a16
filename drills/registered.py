"""What drills tell the lower apps' registries."""

from django.urls import reverse
from django.utils.translation import gettext as _

from drills.models import Scenario
from foundation.registries import links
from organisation.scoped_pages import may_read


def drill_link(key: str) -> links.Link | None:
    """Where a case can be played."""
    published = Scenario.objects.select_related("node")
    scenario = published.filter(key=key, current_version__isnull=False, retired_at=None).first()
    if scenario is None:
        return None
    return links.Link(
        kind="drill",
        key=key,
        title=_("演练：%(title)s") % {"title": scenario.title},
        url=reverse("drills:intro", args=[key]),
        visible_to=lambda user: may_read(user, scenario.node),
    )


def register() -> None:
    links.register("drill", drill_link)
