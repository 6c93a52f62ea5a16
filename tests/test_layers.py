"""Foreign keys point down, as imports do (the import contracts themselves run in `make check`)."""

import re
import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)

LAYERS = [
    {"foundation"}, {"organisation"}, {"service_items"}, {"question_bank"}, {"courses", "policies"},
    {"drills", "exams"}, {"certificates"}, {"plans"}, {"analytics"}, {"appraisal"}, {"portal", "training_site"},
]  # fmt: skip
FLOOR = {label: floor for floor, labels in enumerate(LAYERS) for label in labels}


def test_no_relation_points_up_or_sideways():
    wrong = []
    for model in apps.get_models():
        here = FLOOR.get(model._meta.app_label)
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            there = FLOOR.get(target._meta.app_label) if target else None
            if here is None or there is None or model._meta.app_label == target._meta.app_label:
                continue
            if there >= here:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []


def test_every_folder_of_rules_is_held_to_plain_python_and_no_contract_has_an_exemption():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [plain] = [each for each in contracts if each["name"] == "Arithmetic is plain Python"]
    assert {f"{folder.parent.name}.rules" for folder in ROOT.glob("[a-z]*/rules")} <= set(plain["source_modules"])
    assert not [each["name"] for each in contracts if "ignore_imports" in each]


def test_every_migration_has_a_telling_name():
    names = [path.stem for path in ROOT.glob("[a-z]*/**/migrations/0*.py") if ".venv" not in path.parts]
    assert len(names) > 15
    assert [
        name for name in names if re.fullmatch(r"\d{4}_(initial|auto.*|alter_.*|add_.*_and_more|.*_and_more)", name)
    ] == []
