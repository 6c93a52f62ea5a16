"""A version as one person gets to see it: shuffled, with fresh ids, the same way each time. Knows no key."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from foundation.models import User
from question_bank.models import QuestionVersion
from question_bank.question_types import get


@dataclass(frozen=True)
class Shown:
    """`content` as shown and `ids`, the map from shown to true ids."""

    version: QuestionVersion
    content: dict
    ids: dict[str, str]

    def value_from(self, data: Mapping, prefix: str) -> Any:
        """The response in a posted form, in true ids."""
        kind = get(self.version.kind)
        return kind.restore(kind.value_from_form(data, prefix, self.content), self.ids)


def shown_to(person: User, version: QuestionVersion, occasion: str = "") -> Shown:
    """The version as `person` sees it on that `occasion`; nothing is stored, the seed brings the same order again."""
    rng = Random(f"{person.pk}:{version.pk}:{occasion}")
    return Shown(version, *get(version.kind).disguise(version.content, rng))
