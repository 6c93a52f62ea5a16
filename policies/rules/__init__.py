"""Arithmetic of policies; imports no Django."""
