"""Hold an answer of the attempt API against what /api/v1/openapi.json says of it, as somebody would who has nothing else."""

import json
import re
from datetime import datetime
from functools import cache
from typing import Any

from django.test import Client

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


@cache
def description() -> dict:
    """The document as the site serves it to anybody."""
    return json.loads(Client().get("/api/v1/openapi.json").content)


def operation(method: str, path: str) -> dict | None:
    """What is described under a method and an address, None where nothing is."""
    for template, methods in description()["paths"].items():
        if re.fullmatch(re.sub(r"{\w+}", r"-?\\d+", template), path):
            return methods.get(method)
    return None


def check_answer(method: str, path: str, response) -> None:
    """The answer is one of those that are described. Raises AssertionError with the place."""
    found = operation(method, path)
    if found is None:
        return
    told = found["responses"].get(str(response.status_code))
    assert told, f"{method} {path} answers {response.status_code}, which is not described"
    ((media, content),) = told["content"].items()
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == media
    faults = list(unfit(response.json(), content["schema"], ""))
    assert not faults, f"{method} {path} {response.status_code}: {faults}"


def unfit(value: Any, schema: dict, place: str):
    """Where `value` is not what the JSON schema says; the words of JSON schema that the document uses."""
    if "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        branches = [list(unfit(value, each, place)) for each in schema["anyOf"]]
        if all(branches):
            yield from min(branches, key=len)
        return
    if (kind := schema.get("type")) and not _is(value, kind):
        yield f"{place}: {value!r} is no {kind}"
        return
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else [value])
    if value not in allowed:
        yield f"{place}: {value!r} is none of {allowed}"
    if schema.get("format") == "date-time" and not _is_instant(value):
        yield f"{place}: {value!r} is no instant"
    if isinstance(value, dict):
        yield from _unfit_fields(value, schema, place)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from unfit(each, schema.get("items", {}), f"{place}[{number}]")


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is(value: Any, kind: str) -> bool:
    if kind == "null":
        return value is None
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _unfit_fields(value: dict, schema: dict, place: str):
    known = schema.get("properties", {})
    yield from (f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value)
    for name, each in value.items():
        rest = schema.get("additionalProperties", True)
        if name not in known and rest is False:
            yield f"{place}.{name} is not described"
        yield from unfit(each, known.get(name, rest if isinstance(rest, dict) else {}), f"{place}.{name}")
