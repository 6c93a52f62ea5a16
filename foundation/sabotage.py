"""Switches that break one rule each, so that a fault test can show that it would notice (docs/decisions/0004)."""

import os
import sys

from django.conf import settings

UNDER_TEST = "pytest" in sys.modules or os.environ.get("HALL_FAULT_TEST") == "1"


def broken(rule: str) -> bool:
    """Whether the test runner has switched `rule` off. Always False outside the test runner."""
    return UNDER_TEST and rule in settings.SABOTAGE
