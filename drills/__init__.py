"""Simulated cases: scenario graph, run and debrief."""
