"""B5: after an exam no key and no answer lies anywhere but in the exam's own tables: not in logs, the broker, sessions,
caches on disk, temporary files, the outbox or the audit trail. Tasks carry ids only.

Size here: 6 people; the full size (`make faults`): 50. What the browser keeps after the submit is seen in A7; that no
other table holds a key, in tests/question_bank/test_keys_stay_inside.py. The mutant writes answers into the log. On
PostgreSQL with Redis, the installation that has a broker.
"""

import asyncio
import base64
import json
from pathlib import Path

import pytest
import redis
from django.contrib.sessions.models import Session
from django.forms.models import model_to_dict

from exams.models import Mark
from foundation import facts
from foundation.models import AuditEntry, OutboxMessage, User
from tests.cast import make_cast
from tests.exams.exam_stories import open_now
from tests.exams.marking_stories import WRITTEN, written_paper
from tests.faults.rig import Site, browsers, database_url, on_postgresql, session_cookie, size
from tests.question_bank.bank_stories import EXPLANATION_CANARY, NOTES_CANARY
from tests.services_rig import Redis

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
ANSWER_CANARY = "作答里的金丝雀九九六"
KEY_CANARY = WRITTEN["key"]["marking_points"][1]["text"]
CANARIES = (ANSWER_CANARY, KEY_CANARY, EXPLANATION_CANARY, NOTES_CANARY)


async def exam(site: Site, sitting_id: int, cookies: list[dict]) -> None:
    """Everyone answers, makes a mistake that is refused, and hands in."""
    async with browsers(site.url, cookies) as candidates:
        for each in candidates:
            assert (await each.start(sitting_id))[0] == 201
            text = {"question": each.attempt["questions"][1]["id"], "value": ANSWER_CANARY, "seq": 1}
            each.seq, each.sent[1] = 1, (2, ANSWER_CANARY)
            assert (await each.put(text))[0] == 200
            assert (await each.put({**text, "seq": 2, "value": [ANSWER_CANARY]}))[0] == 400
            assert (await each.hand_in())[0] == 200


def in_the_broker(url: str) -> str:
    """All that lies in Redis, the bodies of messages decoded."""
    found, client = [], redis.from_url(url, decode_responses=True)
    for key in client.scan_iter():
        kind = client.type(key)  # kombu keeps lists of messages and sets of bindings
        assert kind in ("list", "set", "hash", "zset"), (key, kind)
        for value in client.lrange(key, 0, -1) if kind == "list" else ():
            found += [value, base64.b64decode(json.loads(value)["body"]).decode()]
        found += [key, *(client.hvals(key) if kind == "hash" else ())]
    return "\n".join(found)


def residue(folder: Path, broker: str) -> list[str]:
    """Where a canary sings that should not."""
    places = {str(path): path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file()}
    places["broker"] = in_the_broker(broker)
    places["sessions"] = json.dumps([each.get_decoded() for each in Session.objects.all()], ensure_ascii=False)
    places["audit"] = "\n".join(str(model_to_dict(each)) for each in AuditEntry.objects.all())
    places["outbox"] = "\n".join(str(model_to_dict(each)) for each in OutboxMessage.objects.all())
    return [place for place, text in places.items() if any(each in text for each in CANARIES)]


def run(folder: Path, *broken: str) -> tuple[list[str], str]:
    cast = make_cast()
    people = User.objects.bulk_create(
        [User(username=f"c{number:04d}", name=f"考生 {number}", password="!") for number in range(size(6, 50))]
    )
    sitting = open_now(cast, list(people), version=written_paper(cast))
    cookies = [session_cookie(person) for person in people]
    for name in ("var", "tmp"):
        (folder / name).mkdir()
    own = Redis()
    env = {"REDIS_URL": own.url, "OUTBOX_WAKE": "celery", "TEST_VAR_DIR": str(folder / "var"),
           "TMPDIR": str(folder / "tmp")}  # fmt: skip
    try:
        with Site(broken=broken, url=database_url(), log=folder / "log", **env) as site:
            asyncio.run(exam(site, sitting.pk, cookies))
        facts.drain_all()
        assert Mark.objects.count() == len(people), "the choice is marked by rule, the text waits for a marker"
        return residue(folder, own.url), in_the_broker(own.url)
    finally:
        own.remove()


def test_keys_and_answers_lie_nowhere_else(shared_database, tmp_path):
    found, broker = run(tmp_path)
    assert found == []
    assert "foundation.tasks.dispatch_outbox" in broker and (tmp_path / "log").stat().st_size
    carried = [value for each in OutboxMessage.objects.all() for value in each.payload.values()]
    assert carried and all(type(value) is int for value in carried)


def test_mutant_a_talkative_log_is_noticed(shared_database, tmp_path):
    found, _ = run(tmp_path, "silent-log")
    assert found == [str(tmp_path / "log")]
