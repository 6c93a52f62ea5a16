"""Facts that service items announce."""

from foundation.facts import Fact

# A change was announced. item_code: str, change_id: int, severity: str, effective_on: ISO date text.
service_item_changed = Fact("service_items.changed", ("item_code", "change_id", "severity", "effective_on"))

# A person at a window says that a guide is wrong. item_code: str, by_id: int, text: str.
guide_reported = Fact("service_items.guide_reported", ("item_code", "by_id", "text"))
