"""Tell people something: in their inbox on the site and, where they have an address, by mail."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from foundation.models import Notice, User


def send_notice(
    *, to: Iterable[User], title: str, key: str, body: str = "", url: str = "", by_mail: bool = False
) -> None:
    """Put one notice into each person's inbox; a `key` that a person already has is not sent again.

    `url` is a path on this site. With `by_mail` those who have an address get a mail too, after commit.
    """
    people = list(to)
    known = set(Notice.objects.filter(person__in=people, key=key).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in known]
    now = timezone.now()
    Notice.objects.bulk_create(
        [Notice(person=person, title=title, body=body, url=url, key=key, created_at=now) for person in new],
        ignore_conflicts=True,
    )
    addresses = [person.email for person in new if by_mail and person.email]
    if addresses:
        transaction.on_commit(lambda: _mail(addresses, title, body, url), robust=True)


def _mail(addresses: list[str], title: str, body: str, url: str) -> None:
    text = f"{body}\n\n{settings.PUBLIC_URL}{url}".strip()
    for address in addresses:
        send_mail(title, text, None, [address], fail_silently=True)


def unread_count(user: User) -> int:
    """How many notices the person has not read."""
    return Notice.objects.filter(person=user, read_at=None).count()
