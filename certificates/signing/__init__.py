"""Signing and verifying files. Knows keys and bytes, no database."""
