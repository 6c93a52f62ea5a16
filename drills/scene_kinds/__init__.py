"""The kinds of scenes, one folder each. A new kind is a copied folder and a line here."""

from drills.scene_kinds.base import SceneKind
from drills.scene_kinds.dialogue import Dialogue
from drills.scene_kinds.document_check import DocumentCheck
from drills.scene_kinds.event import Event
from drills.scene_kinds.notice import Notice

KINDS: dict[str, SceneKind] = {one.kind: one() for one in (Dialogue, DocumentCheck, Notice, Event)}
