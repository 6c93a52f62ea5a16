"""From where a request came, no more precisely than the integrity log needs."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from exams.rules.integrity import network_of


def network_of_request(request: HttpRequest) -> str:
    """The caller's network behind the trusted proxies; "" where the server does not know it (a socket without proxy)."""
    try:
        return network_of(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
