"""A short written answer, marked by a person."""
