"""Ask for something that is held about oneself to be put right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Role
from training_site.portal.selectors import holders_above, home_node


@transaction.atomic
def request_correction(*, by: User, section: str, text: str) -> bool:
    """Administrators above the person get a notice, and the request is on the audit trail; whether there is anybody to
    read it."""
    node = home_node(by)
    entry = audit.record(
        "my_data.correction_requested",
        by=by,
        on=by,
        node_path=node.path if node else "",
        after={"section": section},
        reason=text,
    )
    told = holders_above(node, Role.ADMINISTRATOR)
    send_notice(
        to=told,
        title=_("%(name)s（%(number)s）请求更正个人数据") % {"name": by.name, "number": by.username},
        body=_("%(section)s：%(text)s") % {"section": section, "text": text},
        key=f"correction-{entry.sequence}-{timezone.localdate()}",
    )
    return bool(told)
