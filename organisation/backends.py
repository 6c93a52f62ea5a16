"""Who a staff number, or an e-mail address, and a password belong to."""

from django.contrib.auth.backends import ModelBackend

from foundation.models import User
from organisation.selectors import find_account


class StaffBackend(ModelBackend):
    """One look-up and one slow hash for every try, so that the time tells nobody whether an account exists."""

    def authenticate(self, request, username=None, password=None, **credentials):
        typed = username or credentials.get("email")
        if not typed or not password:
            return None
        person = find_account(typed)
        if person is None:
            User().set_password(password)
            return None
        right = person.check_password(password)
        return person if right and self.user_can_authenticate(person) else None
