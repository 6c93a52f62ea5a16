"""Describing columns as tags "difficulty:2", for formats that know tags and nothing else."""

from typing import Any

from question_bank.formats import words
from question_bank.formats.canonical import FACETS
from question_bank.formats.parsed import ParsedQuestion

EXTRA = ("kind", "scoring", "unit", "max_length")


def tags_of(question: ParsedQuestion) -> list[str]:
    """All that is set, one tag each."""
    tags = [f"rule:{code}" for code in question.rules] + [f"item:{code}" for code in question.service_items]
    for name in FACETS:
        value = question.facets.get(name)
        if value not in (None, "", False) and name != "points":
            tags.append(f"{name}:{1 if value is True else value}")
    if question.kind in ("short_answer", "multiple_choice"):
        tags.append(f"kind:{question.kind}")
    if question.content.get("scoring"):
        tags.append(f"scoring:{question.content['scoring']}")
    if question.content.get("max_length"):
        tags.append(f"max_length:{question.content['max_length']}")
    if question.kind == "fill_in" and question.key["blanks"][0].get("unit"):
        tags.append(f"unit:{question.key['blanks'][0]['unit']}")
    return tags


def apply(question: ParsedQuestion, tags: list[str]) -> list[str]:
    """Put the tags we know into the question; the others come back."""
    unknown = []
    for tag in tags:
        name, colon, value = tag.partition(":")
        if not colon or not _apply_one(question, name, value):
            unknown.append(tag)
    return unknown


def _apply_one(question: ParsedQuestion, name: str, value: str) -> bool:
    if name in ("rule", "item"):
        (question.rules if name == "rule" else question.service_items).append(value)
    elif name == "difficulty" and value in words.DIFFICULTIES:
        question.facets[name] = words.DIFFICULTIES[value]
    elif name in ("pool", "cognitive_level") and value in {"pool": words.POOLS, "cognitive_level": words.LEVELS}[name]:
        question.facets[name] = {"pool": words.POOLS, "cognitive_level": words.LEVELS}[name][value]
    elif name in ("checked_on", "valid_from", "valid_to") and words.date_of(value):
        question.facets[name] = words.date_of(value)
    elif name == "to_verify":
        question.facets[name] = True
    elif name in ("topic", "exclusion_group", "legal_basis", "clause", "source"):
        question.facets[name] = value[:120]
    else:
        return name in EXTRA and _apply_content(question, name, value)
    return True


def _apply_content(question: ParsedQuestion, name: str, value: str) -> bool:
    if name == "kind":
        pair = {question.kind, value}
        if pair == {"essay", "short_answer"} or pair == {"single_choice", "multiple_choice"}:
            question.kind = value
    elif name == "scoring" and value in words.SCORING_WORDS and question.kind == "multiple_choice":
        question.content["scoring"] = value
    elif name == "max_length" and value.isdigit() and question.kind in ("short_answer", "essay"):
        question.content["max_length"] = int(value)
    elif name == "unit" and question.kind == "fill_in":
        question.content["blanks"][0]["unit"] = value
        question.key["blanks"][0]["unit"] = value
    return True


def points_of(question: ParsedQuestion) -> Any:
    return question.facets.get("points")
