"""Whether the site is alive, and whether it is fit to serve."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse


@login_not_required
def alive(request) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request) -> JsonResponse:
    """200 while the database answers; 503 with the reason otherwise."""
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:
        return JsonResponse({"status": "unready", "reasons": [str(error)]}, status=503)
    return JsonResponse({"status": "ready", "reasons": []})
