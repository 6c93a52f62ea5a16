"""A packet of documents in which defects are to be found."""
