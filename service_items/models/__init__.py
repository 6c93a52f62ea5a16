from service_items.models.changes import ServiceItemChange
from service_items.models.duties import Duty
from service_items.models.items import ServiceItem, ServiceItemVersion
from service_items.models.lookup import LookupEntry
from service_items.models.phrases import ReceptionPhrase
from service_items.models.review import ServiceItemReviewTask
from service_items.models.rules import ServiceRule

__all__ = [
    "Duty",
    "LookupEntry",
    "ReceptionPhrase",
    "ServiceItem",
    "ServiceItemChange",
    "ServiceItemReviewTask",
    "ServiceItemVersion",
    "ServiceRule",
]
