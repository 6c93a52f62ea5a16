"""Make the first administrator of a new installation, or let one in again who is locked out."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Role
from organisation.services.add_person import Place, add_person
from organisation.services.deactivate_person import reactivate_person
from organisation.services.grant_role import grant_role
from organisation.services.set_one_time_password import set_one_time_password


class Command(BaseCommand):
    help = "Make a person administrator of the whole organisation and print a one-time password."

    def add_arguments(self, parser):
        parser.add_argument("username", help="staff number, such as LJ1001")
        parser.add_argument("name", nargs="?", default="", help="the person's name; needed for a new person")
        parser.add_argument("--place", default="", help="name of the region, if the organisation is still empty")

    def handle(self, *args, username: str, name: str, place: str, **options):
        with transaction.atomic():
            root = Node.objects.filter(depth=1).order_by("path").first() or self._first_place(place)
            person = User.objects.filter(username__iexact=username).first()
            if person:
                reactivate_person(person=person, by=None)
                password = set_one_time_password(person=person, by=None)
            elif name:
                at_root = Place(node=root, start_on=local_date())
                person, password = add_person(username=username, name=name, place=at_root, by=None)
            else:
                raise CommandError(f"There is nobody with the staff number {username}: give a name to add them.")
            grant_role(person=person, role=Role.ADMINISTRATOR, node=root, by=None)
        self.stdout.write(f"{person.username} ({person.name}) is administrator of {root.name}.")
        self.stdout.write(f"One-time password: {password}")

    def _first_place(self, place: str) -> Node:
        if not place:
            raise CommandError("The organisation is empty: name its region with --place 江城市临江区.")
        return Node.add_root(code="ROOT", name=place, kind=Node.Kind.REGION)
