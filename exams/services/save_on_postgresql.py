"""One statement on PostgreSQL: lock the attempt, judge by the database's clock, journal and upsert.

`locked` sees the attempt's newest row, also after waiting for a lock; the two inserts meet concurrent ones through their
unique constraints. What waited for a lock has not seen what was journalled meanwhile: where a change turns out to be
there already, the statement runs once more and then knows it. `statement_timestamp()` is the moment the statement arrived, so waiting for the lock is not punished.
"""

from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from exams.services.read_responses import Item, rising
from exams.services.save_verdict import Verdict
from foundation.sabotage import broken
from foundation.statements import fetch_row

SAVE = """
WITH item AS (
  SELECT * FROM unnest(%(numbers)s::int[], %(seqs)s::bigint[], %(values)s::text[]) AS t(number, seq, value)
), locked AS (
  SELECT id, state, accept_until, lease_client, greatest(lease_epoch, 1) AS epoch, revision, reached, in_order,
         coalesce(%(at)s::timestamptz, statement_timestamp()) AS now
  FROM exams_attempt WHERE id = %(attempt)s AND person_id = %(person)s {lock}
), known AS (
  SELECT i.seq, e.number = i.number AND e.value = i.value::jsonb AS same
  FROM item i JOIN exams_responseevent e ON e.attempt_id = %(attempt)s AND e.client = %(client)s AND e.seq = i.seq
), fresh AS (
  SELECT i.* FROM item i WHERE i.seq NOT IN (SELECT seq FROM known)
), verdict AS (
  SELECT l.*, CASE
    WHEN EXISTS (SELECT FROM known WHERE NOT same) THEN 'seq_reused'
    WHEN NOT EXISTS (SELECT FROM fresh) THEN 'repeated'
    WHEN state <> 'in_progress' THEN 'not_running'
    WHEN now > accept_until {late} THEN 'deadline_passed'
    WHEN lease_client NOT IN ('', %(client)s) {lease} THEN 'other_device'
    WHEN EXISTS (SELECT FROM fresh f JOIN exams_response r ON r.attempt_id = l.id AND r.number = f.number
                 WHERE r.client = %(client)s AND r.epoch = l.epoch AND r.seq > f.seq) {behind} THEN 'seq_behind'
    WHEN in_order AND (NOT %(rising)s OR EXISTS (SELECT FROM fresh WHERE number < reached)) THEN 'out_of_order'
    ELSE 'ok' END AS code
  FROM locked l
), journalled AS (
  INSERT INTO exams_responseevent (attempt_id, client, seq, number, value, epoch, received_at)
  SELECT v.id, %(client)s, f.seq, f.number, f.value::jsonb, v.epoch, v.now FROM fresh f, verdict v WHERE v.code = 'ok'
  ON CONFLICT (attempt_id, client, seq) DO NOTHING RETURNING seq
), kept AS (
  INSERT INTO exams_response AS r (attempt_id, number, value, client, epoch, seq, revision, saved_at)
  SELECT DISTINCT ON (f.number) v.id, f.number, f.value::jsonb, %(client)s, v.epoch, f.seq, v.revision + 1, v.now
  FROM fresh f, verdict v WHERE v.code = 'ok' ORDER BY f.number, f.seq DESC
  ON CONFLICT (attempt_id, number) DO UPDATE SET value = excluded.value, client = excluded.client,
    epoch = excluded.epoch, seq = excluded.seq, revision = excluded.revision, saved_at = excluded.saved_at
  {newer}
), moved AS (
  UPDATE exams_attempt a SET revision = a.revision + 1, saved_at = v.now, seen_at = v.now, lease_client = %(client)s,
    lease_epoch = v.epoch, reached = greatest(a.reached, %(reached)s)
  FROM verdict v WHERE a.id = v.id AND v.code = 'ok'
)
SELECT code, CASE WHEN code = 'ok' THEN revision + 1 ELSE revision END, now,
  code = 'ok' AND (SELECT count(*) FROM journalled) < (SELECT count(*) FROM fresh) FROM verdict
"""


@cache
def statement(sabotage: frozenset[str]) -> str:
    """SAVE, whole; or with one rule taken out where a fault test asks for that. The text depends on `sabotage` alone."""
    return SAVE.format(
        lock="" if broken("attempt-lock") else "FOR UPDATE",
        late="AND false" if broken("deadline") else "",
        lease="AND false" if broken("lease") else "",
        behind="AND false" if broken("seq-guard") else "",
        newer="" if broken("seq-guard") else "WHERE (r.epoch, r.seq) < (excluded.epoch, excluded.seq)",
    )


def save(*, attempt_id: int, person_id: int, client: str, items: list[Item], at: datetime | None) -> Verdict:
    """Run the statement; ExamProblem codes are the caller's business."""
    if at is None and broken("database-clock"):
        at = timezone.now()
    values = {
        "numbers": [item.number for item in items], "seqs": [item.seq for item in items],
        "values": [item.text for item in items], "attempt": attempt_id, "person": person_id, "client": client,
        "at": at, "reached": max(item.number for item in items), "rising": rising(items),
    }  # fmt: skip
    row = fetch_row(statement(settings.SABOTAGE), values)
    if row and row[3] and not broken("told-apart"):
        row = fetch_row(statement(settings.SABOTAGE), values)
    if row is None:
        return Verdict("not_found", 0, at or datetime.now(UTC))
    code, revision, now, _ = row
    return Verdict("ok" if code == "repeated" else code, revision, now)
