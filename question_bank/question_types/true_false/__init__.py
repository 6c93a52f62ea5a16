"""True or false."""
