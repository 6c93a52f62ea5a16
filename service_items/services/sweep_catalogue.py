"""Find from what is stored whatever no message told us."""

from datetime import timedelta

from django.db.models import F, Max, Q

from foundation.clock import local_date
from service_items.models import ServiceItem, ServiceItemVersion
from service_items.services.end_duties import end_duties
from service_items.services.freeze_item import freeze_item
from service_items.services.index_lookup import index_items

LOOK_BACK = timedelta(days=2)


def sweep_catalogue() -> int:
    """End duties whose posting has ended, freeze what went live unnoticed, and let the look-up find what takes effect
    today; how many duties and items were behind."""
    _bring_into_force()
    return end_duties() + _freeze_missed()


def _freeze_missed() -> int:
    """Items published after their last version; one published unchanged is compared again and stays as it is."""
    live = ServiceItem.objects.filter(live=True, live_revision__isnull=False)
    live = live.annotate(frozen_at=Max("versions__published_at"))
    missed = live.filter(Q(frozen_at=None) | Q(frozen_at__lt=F("last_published_at")))
    found = 0
    for item in missed.select_related("live_revision__user"):
        found += freeze_item(item=item, by=item.live_revision.user).pk != item.current_version_id
    return found


def _bring_into_force() -> None:
    today = local_date()
    begun = ServiceItemVersion.objects.filter(effective_on__gt=today - LOOK_BACK, effective_on__lte=today)
    index_items(ServiceItem.objects.filter(pk__in=begun.values("item")))
