"""Search over everything that apps let be found."""

from django.shortcuts import render

from foundation.registries.search import find

PER_SOURCE = 12
LONGEST_QUERY = 100


def search(request):
    """Findings by source, service items first; each source gives only what this person may open."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = find(request.user, query, limit=PER_SOURCE).values()
    groups = [hits for hits in reversed(list(found)) if hits]  # apps register from the top of the house down
    return render(request, "portal/search.html", {"query": query, "groups": groups, "count": sum(map(len, groups))})
