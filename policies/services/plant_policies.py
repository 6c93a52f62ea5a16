"""Put 政策动态 into the page tree."""

from django.db import transaction

from foundation.page_tree import plant
from policies.models import PolicyIndexPage


@transaction.atomic
def plant_policies(**_signal) -> PolicyIndexPage:
    """The index page at /policies/; runs after each migration and may run any number of times."""
    return plant(PolicyIndexPage, slug="policies", title="政策动态")
