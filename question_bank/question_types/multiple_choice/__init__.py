"""Multiple choice: several right options."""
