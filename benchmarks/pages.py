"""What a lesson page costs: queries, bytes over the wire, and time beside a bare page of the same run.

Budget: at most 12 queries and 150 KB without media for somebody who reads for the first time.
"""

import gzip
import re
import statistics
import sys
import time
from dataclasses import dataclass

from benchmarks.measure import own_database

MOST_QUERIES = 12
MOST_BYTES = 150 * 1024
ROUNDS = 20
LINKED = re.compile(r'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))(?:\?[^"]*)?[#"]')
IMPORTED = re.compile(r'(?:@import url\(|from |import )["\']([^"\']+)["\']')
MEDIA = ("courses/figures/",)


@dataclass(frozen=True)
class PageCost:
    """One page as one person gets it: queries, bytes (HTML and what it links, gzipped, without media), milliseconds."""

    path: str
    queries: int
    html_bytes: int
    linked_bytes: int
    milliseconds: float

    @property
    def bytes(self) -> int:
        return self.html_bytes + self.linked_bytes


def cost_of(client, path: str) -> PageCost:
    """Fetch the page once to warm the process, then measure."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    queries = len(captured)  # the log is emptied by the next request
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    html = response.content
    if response.headers.get("Content-Encoding") == "gzip":
        html = gzip.decompress(html)
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
    linked = sum(len(gzip.compress(content)) for content in _linked(html.decode()).values())
    return PageCost(path, queries, len(gzip.compress(html)), linked, statistics.median(taken))


def _linked(html: str) -> dict[str, bytes]:
    """The style sheets, scripts and icons that a browser fetches for the page, with what those import; no media."""
    from django.contrib.staticfiles import finders

    waiting = {name for name in LINKED.findall(html) if not name.startswith(MEDIA)}
    found: dict[str, bytes] = {}
    while waiting:
        name = waiting.pop()
        path = finders.find(name)
        if name in found or not path:
            continue
        with open(path, "rb") as file:
            found[name] = file.read()
        folder = name.rpartition("/")[0]
        for imported in IMPORTED.findall(found[name].decode(errors="replace")):
            parts = f"{folder}/{imported}".split("/")
            waiting.add("/".join(_resolved(parts)))
    return found


def _resolved(parts: list[str]) -> list[str]:
    whole: list[str] = []
    for part in parts:
        if part == "..":
            whole.pop()
        elif part != ".":
            whole.append(part)
    return whole


def run(username: str = "clerk") -> bool:
    """Print a line per lesson and the dearest one; whether all keep to the budget."""
    from django.test import Client

    from courses.models import LessonPage
    from foundation.models import User
    from foundation.page_tree import page_url

    client = Client()
    client.force_login(User.objects.get(username=username))
    bare = cost_of(client, "/healthz")
    costs = [cost_of(client, page_url(lesson)) for lesson in LessonPage.objects.live().order_by("path")]
    for cost in costs:
        print(f"{cost.path}  {cost.queries} queries  {cost.bytes / 1024:.0f} KB  {cost.milliseconds:.0f} ms")
    dearest, heaviest = max(cost.queries for cost in costs), max(cost.bytes for cost in costs)
    slowest = max(cost.milliseconds for cost in costs)
    print(
        f"lesson page: at most {dearest} queries (budget {MOST_QUERIES}), {heaviest / 1024:.0f} KB without media "
        f"(budget {MOST_BYTES // 1024}), {slowest:.0f} ms; a bare page in the same process {bare.milliseconds:.1f} ms"
    )
    return dearest <= MOST_QUERIES and heaviest <= MOST_BYTES


def main() -> int:
    """In a database of its own, with the demo hall."""
    with own_database():
        from django.core.management import call_command
        from django.test import override_settings

        with override_settings(DEMO=True):
            call_command("load_demo", verbosity=0)
        return 0 if run() else 1


if __name__ == "__main__":
    sys.exit(main())
