"""What is worth a look, published before the exam. No rule here or elsewhere makes a score of it. Plain Python."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address, ip_network

FOCUS_LOST, PASTE, SECOND_DEVICE, ADDRESS = "focus_lost", "paste", "second_device", "address"
THRESHOLDS = {FOCUS_LOST: 5, PASTE: 3, SECOND_DEVICE: 2, ADDRESS: 3}  # from how many times on an officer reads it
FIRST_PART = {4: 24, 6: 64}  # bits of an address that are kept: the network, not the machine


def network_of(address: str) -> str:
    """The network that an address lies in; "" for what is no address.

    >>> network_of("10.8.3.77"), network_of("2001:db8:1:2:3::4"), network_of("unknown")
    ('10.8.3.0/24', '2001:db8:1:2::/64', '')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, FIRST_PART[found.version]), strict=False))


def over(kinds: Iterable[str]) -> dict[str, int]:
    """Kind → how often, for the kinds that reach their threshold.

    >>> over(["paste", "paste", "focus_lost", "paste"])
    {'paste': 3}
    """
    return {kind: count for kind, count in Counter(kinds).items() if count >= THRESHOLDS.get(kind, 1)}
