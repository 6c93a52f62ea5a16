"""The tree of halls, units, windows, posts and postings; sign-in, roles and scope."""
