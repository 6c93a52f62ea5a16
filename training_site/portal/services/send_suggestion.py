"""Tell those who look after the site what is wrong or missing on a page."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import User
from foundation.notices import send_notice
from training_site.portal.models import Suggestion
from training_site.portal.selectors import READS_SUGGESTIONS, holders_above, home_node


@transaction.atomic
def send_suggestion(*, by: User, text: str, page: str = "") -> Suggestion:
    """The stored suggestion; managers and administrators above the person get a notice."""
    node = home_node(by)
    suggestion = Suggestion.objects.create(
        person=by, node=node, page=page[:300], text=text.strip(), created_at=timezone.now()
    )
    send_notice(
        to=[person for person in holders_above(node, *READS_SUGGESTIONS) if person != by],
        title=_("%(name)s 提了一条意见建议") % {"name": by.name},
        body=suggestion.text[:200],
        url=reverse("suggestions"),
        key=f"suggestion-{suggestion.pk}",
    )
    return suggestion
