"""Match left and right."""
