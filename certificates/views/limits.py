"""How often one address may try a code. Counts only what fails or costs; those who check real certificates are not held up."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MISSES_PER_WINDOW = 20
WINDOW_SECONDS = 60


def too_many(request) -> bool:
    """Whether this address has used up its tries for the minute."""
    return cache.get(_key(request), 0) >= MISSES_PER_WINDOW


def note_try(request) -> None:
    """Count one try against the address."""
    key = _key(request)
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        cache.incr(key)
    except ValueError:  # ran out between the two lines
        cache.set(key, 1, WINDOW_SECONDS)


def _key(request) -> str:
    return f"verify-tries-{get_adapter(request).get_client_ip(request)}"
