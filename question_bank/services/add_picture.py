"""Put a picture into a draft."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft, QuestionMedia


@transaction.atomic
def add_picture(*, question: Question, by: User, data: bytes, content_type: str, alt: str) -> QuestionMedia:
    """The stored picture; the draft's content names it by token. Raises QuestionError "no_draft" or "in_review"."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None:
        raise QuestionError("no_draft")
    if draft.state == QuestionDraft.State.IN_REVIEW:
        raise QuestionError("in_review")
    media = QuestionMedia(
        question=question, content_type=content_type, alt=alt, sha256=hashlib.sha256(data).hexdigest()
    )
    media.file.save("picture", ContentFile(data), save=False)
    media.save()
    images = [*draft.content.get("images", []), {"token": media.token, "alt": alt}]
    draft.content = {**draft.content, "images": images}
    draft.save()
    if by.pk != draft.author_id:
        draft.editors.add(by)
    return media
