"""/healthz says that the process lives, /readyz whether people may be served, and why not."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from training_site import health


def ready(client) -> tuple[int, dict]:
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_a_sound_site_is_alive_and_ready(client, db):
    assert client.get("/healthz").content == b"ok"
    assert ready(client) == (200, {"status": "ready", "reasons": []})


def test_a_database_that_forgets_what_it_acknowledged_is_not_ready(client, db):
    off, on = (
        ("PRAGMA synchronous=OFF", "PRAGMA synchronous=FULL")
        if connection.vendor == "sqlite"
        else ("SET synchronous_commit = off", "SET synchronous_commit = on")
    )
    if connection.vendor == "sqlite":  # the pragma does not change inside a transaction; what is asked is the same
        assert ready(client)[0] == 200
        health_faults = ["SQLite's synchronous is below FULL"]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(health, "durability_faults", lambda: list(health_faults))
            status, told = ready(client)
    else:
        with connection.cursor() as cursor:
            cursor.execute(off)
            status, told = ready(client)
            cursor.execute(on)
    assert status == 503 and "synchronous" in told["reasons"][0]


def test_waiting_migrations_a_wrong_clock_and_a_dead_database_are_said(client, db, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(health, "_migrations_on_disk", lambda: {("exams", "0099_of_the_next_release")})
        status, told = ready(client)
        assert status == 503 and "manage.py migrate" in told["reasons"][0]
    with monkeypatch.context() as patch:
        now = health.database_now()
        patch.setattr(health, "database_now", lambda: now + timedelta(seconds=90))
        status, told = ready(client)
        assert status == 503 and "clock" in told["reasons"][0]
    with monkeypatch.context() as patch:
        patch.setattr(health, "durability_faults", lambda: (_ for _ in ()).throw(OperationalError()))
        assert ready(client) == (503, {"status": "unready", "reasons": ["the database does not answer"]})
        assert client.get("/healthz").status_code == 200


def test_a_dead_broker_is_only_slower(client, db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert ready(client) == (200, {"status": "degraded", "reasons": ["broker"]})


def test_the_api_describes_every_address_it_has(client, cast):
    from training_site.api import api

    told = client.get("/api/v1/openapi.json").json()
    have = {path for prefix, router in api._routers for path in router.path_operations}
    assert told["openapi"].startswith("3.") and len(told["paths"]) == len(have) > 8
    assert all(path.startswith("/api/v1/") for path in told["paths"])
    assert client.get("/api/v1/").status_code == 401
    client.force_login(cast.learner)
    assert client.get("/api/v1/").json() == {"title": "云窗学堂", "version": "1", "openapi": "/api/v1/openapi.json"}


@pytest.mark.parametrize("number", ["", "江备 2026000001 号"])
def test_the_filing_number_stands_in_the_footer_when_it_is_set(client, cast, settings, number):
    settings.FILING_NUMBER = number
    client.force_login(cast.learner)
    for path in ("/", "/accounts/login/"):
        page = client.get(path, follow=True).content.decode()
        assert ("江备 2026000001 号" in page) == bool(number)
