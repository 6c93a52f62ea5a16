"""Arithmetic of sign-in, without Django."""
