"""Policy updates, their effective dates and acknowledgement with proof."""
