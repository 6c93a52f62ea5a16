"""A person who forgot the password gets a link by mail, where the installation can send mail (docs/decisions/0016)."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from organisation.selectors import find_account, node_path_of
from organisation.services.change_password import change_password
from organisation.services.end_sessions import end_sessions
from organisation.signals import password_reset_asked


@transaction.atomic
def ask_reset(*, typed: str, at: datetime | None = None) -> None:
    """Note that the account of this staff number or address wants a new password; the mail goes out after commit, so that
    the answer takes as long, and says as much, whether or not there is such an account."""
    person = find_account(typed)
    if person is None or not person.is_active or not person.email:
        return
    audit.record("password.reset_asked", by=None, on=person, node_path=node_path_of(person), at=at)
    moment = (at or timezone.now()).isoformat()
    announce(password_reset_asked, key=f"{person.pk}-{moment}", person_id=person.pk)


def mail_reset(*, person_id: int) -> None:
    """Send the link: good once and for an hour. It names the site's own address, whatever host was asked."""
    person = User.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None:
        return
    names = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=names)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        text = _(
            "%(name)s，您好：\n\n有人为您的账号申请重设密码。请在一小时内打开下面的链接，设置新密码：\n\n%(link)s\n\n"
            "如果不是您本人申请的，不用理会，密码不会变。"
        )
        send_mail(_("重设密码"), text % {"name": person.name, "link": link}, None, [person.email])


@transaction.atomic
def reset_password(*, person: User, password: str, at: datetime | None = None) -> None:
    """Set the password that the link led to; every session ends, and the second factor stays."""
    change_password(person=person, password=password, at=at)
    end_sessions(person=person)
