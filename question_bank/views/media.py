"""Pictures of questions, served only to those who may see the question."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from foundation.files import by_nginx
from question_bank.models import QuestionMedia
from question_bank.permissions import may_see_media

SERVED = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def media(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """The picture, never cached by anything shared; 404 to whoever may not see it."""
    rows = QuestionMedia.objects.select_related("question__bank__node", "question__current_version")
    found = get_object_or_404(rows, token=token)
    if not may_see_media(request.user, found.question) or found.content_type not in SERVED:
        raise Http404
    response = by_nginx(found.file.path, found.content_type) or FileResponse(
        found.file.open("rb"), content_type=found.content_type
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    return response
