"""Completion, participation, competence matrix and AB coverage."""
