"""Put 政策动态 into the page tree."""

from django.db import transaction

from foundation.page_tree import plant
from organisation.services.open_page_tree import open_page_tree
from policies.models import PolicyIndexPage, PolicyReviewTask


@transaction.atomic
def plant_policies(**_signal) -> PolicyIndexPage:
    """The index page at /policies/; runs after each migration and may run any number of times."""
    index = plant(PolicyIndexPage, slug="policies", title="政策动态")
    open_page_tree(index=index, workflow="政策审核", task=PolicyReviewTask)
    return index
