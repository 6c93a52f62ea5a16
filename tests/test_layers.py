"""Foreign keys point down, as imports do (the import contracts themselves run in `make check`)."""

from django.apps import apps

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
