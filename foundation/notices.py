"""Tell people something: in their inbox on the site and, where they have an address, by mail."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from foundation.facts import Fact, announce_all, receives
from foundation.models import Notice, User

notice_to_mail = Fact("foundation.notice_to_mail", ("notice_id",))


def send_notice(
    *, to: Iterable[User], title: str, key: str, body: str = "", url: str = "", by_mail: bool = False
) -> None:
    """Put one notice into each person's inbox; a `key` that a person already has is not sent again.

    `url` is a path on this site. With `by_mail` those who have an address get a mail too, through the outbox: a mail
    server that is slow or away holds up nobody, and the mail goes out when it is back.
    """
    people = list(to)
    known = set(Notice.objects.filter(person__in=people, key=key).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in known]
    now = timezone.now()
    Notice.objects.bulk_create(
        [Notice(person=person, title=title, body=body, url=url, key=key, created_at=now) for person in new],
        ignore_conflicts=True,
    )
    if by_mail:
        told = Notice.objects.filter(person__in=[person for person in new if person.email], key=key)
        announce_all(notice_to_mail, {str(pk): {"notice_id": pk} for pk in told.values_list("pk", flat=True)})


@receives(notice_to_mail, name="mail", outside=True)
def mail_notice(*, notice_id: int) -> None:
    """Mail one notice to its person, if they still have an address."""
    notice = Notice.objects.select_related("person").filter(pk=notice_id, person__is_active=True).first()
    if notice is None or not notice.person.email:
        return
    text = f"{notice.body}\n\n{settings.PUBLIC_URL}{notice.url}".strip()
    send_mail(notice.title, text, None, [notice.person.email])


def unread_count(user: User) -> int:
    """How many notices the person has not read."""
    return Notice.objects.filter(person=user, read_at=None).count()
