"""Content blocks about service items."""

from service_items.blocks.service_item_card import ServiceItemCardBlock

__all__ = ["ServiceItemCardBlock"]
