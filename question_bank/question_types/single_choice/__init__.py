"""Single choice: one right option."""
