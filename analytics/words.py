"""Words and looks of the states that the figures show."""

from django.utils.translation import gettext_lazy as _

from certificates.rules.state import State

STATE_WORDS = {
    State.VALID: _("有效"),
    State.DUE: _("即将到期"),
    State.STALE: _("待更新"),
    State.SUSPENDED: _("已暂停"),
    State.LAPSED: _("已失效"),
    State.REVOKED: _("已撤销"),
}
STATE_CLASSES = {
    State.VALID: "is-valid",
    State.DUE: "is-expiring",
    State.STALE: "is-stale",
    State.SUSPENDED: "is-suspended",
    State.LAPSED: "is-expired",
    State.REVOKED: "is-revoked",
}
