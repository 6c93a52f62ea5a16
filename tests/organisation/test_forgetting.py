"""What sign-in no longer needs is forgotten; what still counts stays."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from organisation.models import SignInTally
from organisation.tasks import forget_old_sign_ins
from service_items.models import ServiceRule
from service_items.tasks import forget_catalogues
from tests.organisation.test_roster_import import GOOD, file
from tests.organisation.test_sign_in import enter
from tests.service_items.test_import_catalogue import good


def test_ended_sessions_and_old_tries_go_and_present_ones_stay(cast):
    past = timezone.now() - timedelta(days=3)
    with time_machine.travel(past):
        enter(Client(), "t1001")
        enter(Client(), "t1002", "wrong")
    SignInTally.objects.update(last_failed_at=past)  # the database's clock stamps it, whatever this process believes
    here = Client()
    enter(here, "t1003")
    enter(Client(), "t1004", "wrong")
    assert forget_old_sign_ins() > 0
    assert [session.user for session in UserSession.objects.all()] == [cast.trainer]
    assert here.get("/organisation/account/").status_code == 200
    keys = set(SignInTally.objects.values_list("key", flat=True))
    assert f"account:{cast.reviewer.pk}" in keys and f"account:{cast.cover.pk}" not in keys


@pytest.mark.parametrize(
    ("address", "key", "given", "sweep"),
    [
        ("/cms/people/roster/", "roster_upload", lambda: file(GOOD), forget_old_sign_ins),
        ("/cms/catalogue/import/", "catalogue_upload", lambda: SimpleUploadedFile("a.xlsx", good()), forget_catalogues),
    ],
)
def test_a_file_that_was_tried_and_never_written_is_gone_the_next_day(cast, address, key, given, sweep):
    ServiceRule.objects.create(code="R04", name="容缺受理")
    client = Client()
    client.force_login(cast.admin)
    client.post(address, {"file": given()})
    path = client.session[key]
    sweep()
    assert storages["private"].exists(path)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        sweep()
    assert not storages["private"].exists(path)
