"""Answer a suggestion."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.models import User
from foundation.notices import send_notice
from training_site.portal.models import Suggestion


@transaction.atomic
def answer_suggestion(*, suggestion: Suggestion, by: User, answer: str) -> bool:
    """Store the answer and tell the person; False if somebody has answered already."""
    suggestion = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if suggestion.answered_at is not None:
        return False
    suggestion.answer, suggestion.answered_by, suggestion.answered_at = answer.strip(), by, timezone.now()
    suggestion.save(update_fields=["answer", "answered_by", "answered_at"])
    send_notice(
        to=[suggestion.person],
        title=_("您的意见建议有了答复"),
        body=suggestion.answer,
        url=reverse("suggestions"),
        key=f"suggestion-answer-{suggestion.pk}",
    )
    return True
