"""Schemes, credentials, documents and their public verification."""
