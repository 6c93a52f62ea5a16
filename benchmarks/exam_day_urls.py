"""Our addresses, and the two bare ones."""

from django.db import connection
from django.http import JsonResponse
from django.urls import include, path

UPSERT = (
    "INSERT INTO bench_save (person, question, value) VALUES (%s, 1, %s) "
    "ON CONFLICT (person, question) DO UPDATE SET value = excluded.value"
)


def hello(request):
    return JsonResponse({"hello": "world"})


def minimal_save(request):
    """Session, user, one UPSERT; nothing else."""
    person = request.user
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [person.pk, "x"])
    return JsonResponse({"saved": True})


urlpatterns = [
    path("api/v1/bench/hello", hello),
    path("api/v1/bench/save", minimal_save),
    path("", include("training_site.urls")),
]
