"""Every deed that the code records has its words; nobody reads a code."""

import ast
import re
from pathlib import Path

from django.utils import timezone

from certificates.models import CredentialEvent
from foundation.models import AuditEntry
from organisation.audit_words import DEEDS, OBJECTS, verb_label
from training_site.portal.held_data import held_about

VERB = re.compile(r"[a-z_]+\.[a-z_]+")
ROOT = Path(__file__).parents[2]
APPS = [path.parent for path in ROOT.glob("*/apps.py")] + [ROOT / "training_site"]


def recording_modules():
    for app in APPS:
        for path in app.rglob("*.py"):
            tree = ast.parse(path.read_text()) if "audit.record(" in path.read_text() else ast.Module([], [])
            calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
            if firsts := [call.args[0] for call in calls if ast.unparse(call.func) == "audit.record"]:
                yield path, tree, firsts


def texts(tree) -> set[str]:
    found = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return {text for text in found if VERB.fullmatch(text)}


def wordless() -> list[str]:
    """Verbs, or the parts of them that stand in the code, without words; the place beside each."""
    missing = []
    for path, tree, firsts in recording_modules():
        verbs = {each.value for each in firsts if isinstance(each, ast.Constant)}
        verbs |= {text for text in texts(tree) if text.partition(".")[0] in OBJECTS}  # said further up in the module
        for joined in (each for each in firsts if isinstance(each, ast.JoinedStr)):
            first, last = joined.values[0], joined.values[-1]
            thing = first.value.rstrip(".") if isinstance(first, ast.Constant) else "role"
            deed = last.value.lstrip(".") if isinstance(last, ast.Constant) else "granted"
            verbs.add(f"{thing}.{deed}")
        missing += [
            f"{path.name}: {verb}" for verb in verbs
            if verb.partition(".")[0] not in OBJECTS or verb.partition(".")[2] not in DEEDS
        ]  # fmt: skip
    return missing


def test_every_verb_that_is_recorded_has_words():
    assert len(list(recording_modules())) > 60
    assert wordless() == []
    assert [kind for kind in CredentialEvent.Kind.values if kind not in DEEDS] == []


def test_a_person_reads_her_own_deeds_in_words(cast):
    for number, verb in enumerate(("sign_in.succeeded", "second_factor.added"), start=1):
        AuditEntry.objects.create(sequence=900 + number, at=timezone.now(), actor="t1001", verb=verb, hash=verb)
    (deeds,) = [section for section in held_about(cast.learner) if section.title == "您办过的事"]
    assert [row[1] for row in deeds.rows][:2] == ["两步验证 · 添加", "登录 · 成功"]
    assert verb_label("guide.reported") == "办事指南 · 反映有误"
