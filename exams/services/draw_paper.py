"""The paper of one attempt: the frozen paper itself, or one drawn from the frozen pool by the attempt's seed.

A pool's payload: {"title", "sections": [{"title", "instructions", "minutes", "cells": [{"key", "count", "points",
"choices": [version id]}]}], "questions": {"<version id>": {"kind", "content", "group"}}}. Nothing in it is secret
but the questions themselves.
"""

from functools import lru_cache

from exams.errors import ExamProblem
from exams.models import PaperVersion
from exams.rules.assembly import Pool, draw, pool_from
from exams.services.lay_out_paper import digest


@lru_cache(maxsize=32)
def frozen_paper(version_id: int, payload_hash: str) -> dict:
    """The frozen payload; it never changes, so each worker reads it once, and it is no other than what was signed.
    Raises ExamProblem("paper_altered")."""
    payload = PaperVersion.objects.values_list("payload", flat=True).get(pk=version_id, payload_hash=payload_hash)
    if digest(payload) != payload_hash:
        raise ExamProblem("paper_altered")
    return payload


@lru_cache(maxsize=32)
def frozen_pool(version_id: int, payload_hash: str) -> Pool:
    """The pool of a drawn version, ready for draws."""
    return pool_in(frozen_paper(version_id, payload_hash))


def pool_in(payload: dict) -> Pool:
    """The pool that a payload describes."""
    cells = [cell for section in payload["sections"] for cell in section["cells"]]
    return pool_from(
        {cell["key"]: cell["count"] for cell in cells},
        {cell["key"]: cell["choices"] for cell in cells},
        {int(version): row["group"] for version, row in payload["questions"].items()},
    )


def paper_for(version: PaperVersion, *, seed: int) -> dict:
    """What `lay_out` takes. Raises ExamProblem("not_ready") if the pool cannot fill a paper (the linter saw to it that
    it can)."""
    payload = frozen_paper(version.pk, version.payload_hash)
    if not version.drawn:
        return payload
    return drawn_from(payload, frozen_pool(version.pk, version.payload_hash), seed=seed)


def drawn_from(payload: dict, pool: Pool, *, seed: int) -> dict:
    """The paper that the seed draws, in the shape of a fixed paper's payload."""
    drawn = draw(pool, seed=seed)
    if not drawn.complete:
        raise ExamProblem("not_ready")
    sections = []
    for section in payload["sections"]:
        rows = [
            {"version": version, "kind": found["kind"], "points": cell["points"], "content": found["content"]}
            for cell in section["cells"]
            for version in drawn.chosen[cell["key"]]
            for found in (payload["questions"][str(version)],)
        ]
        sections.append({name: section[name] for name in ("title", "instructions", "minutes")} | {"questions": rows})
    return {"title": payload["title"], "sections": sections}
