"""A case with documents and sub-questions of any kind."""
