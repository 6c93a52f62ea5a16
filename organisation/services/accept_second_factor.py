"""Take the code of an authenticator app, or a recovery code, once."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

from foundation.models import User
from foundation.sabotage import broken

LAST_COUNTER = "last_counter"


@transaction.atomic
def accept_second_factor(*, person: User, code: str) -> Authenticator | None:
    """The authenticator that the code belongs to, or None. A code is taken once: the step of the last one is stored."""
    code = "".join(code.split())
    for authenticator in Authenticator.objects.select_for_update().filter(user=person).order_by("pk"):
        if authenticator.type == Authenticator.Type.TOTP and _take_step(authenticator, code):
            return authenticator
        if authenticator.type == Authenticator.Type.RECOVERY_CODES and authenticator.wrap().validate_code(code):
            return authenticator
    return None


def _take_step(authenticator: Authenticator, code: str) -> bool:
    secret = decrypt(authenticator.data["secret"])
    used = authenticator.data.get(LAST_COUNTER, 0)
    for counter in yield_hotp_counters_from_time():
        fresh = counter > used or broken("second-factor-once")
        if fresh and code == format_hotp_value(hotp_value(secret, counter)):
            authenticator.data[LAST_COUNTER] = counter
            authenticator.save(update_fields=["data"])
            return True
    return False
