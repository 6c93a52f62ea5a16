"""A long written answer, marked by a person."""
