"""A new installation gets its first administrator from the command line, and groups from the first migration."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.models import AuditEntry, User
from organisation.models import Node, Role
from organisation.permissions import has_role
from organisation.services.deactivate_person import deactivate_person
from tests.organisation.test_sign_in import enter, signed_in


def test_an_empty_hall_gets_a_region_and_an_administrator(db, capsys):
    call_command("make_administrator", "LJ1007", "尹书衡", place="江城市临江区")
    password = re.search(r"password: (\S+)", capsys.readouterr().out)[1]
    person = User.objects.get(username="LJ1007")
    assert has_role(person, Role.ADMINISTRATOR, at=Node.objects.get(name="江城市临江区"))
    assert enter(Client(), "LJ1007", password).status_code == 302


def test_it_says_what_is_missing(db, cast):
    with pytest.raises(CommandError, match="give a name"):
        call_command("make_administrator", "LJ9999")
    call_command("make_administrator", "t1001")
    assert has_role(User.objects.get(username="t1001"), Role.ADMINISTRATOR, at=cast.district)


def test_a_closed_account_is_opened_again(cast, capsys):
    deactivate_person(person=cast.admin, by=None)
    call_command("make_administrator", "t9001")
    password = re.search(r"password: (\S+)", capsys.readouterr().out)[1]
    client = Client()
    enter(client, "t9001", password)
    assert signed_in(client)
    assert AuditEntry.objects.filter(verb="person.reactivated", actor="").exists()


def test_every_role_has_its_group_and_only_those_above_staff_open_the_admin(db):
    for role in Role.values:
        group = Group.objects.get(name=f"role:{role}")
        opens = group.permissions.filter(codename="access_admin").exists()
        assert opens is (role != Role.STAFF)
