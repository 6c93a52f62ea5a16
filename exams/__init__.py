"""Blueprint, paper, sitting, attempt, marking, appeal, item analysis."""
