"""From loose parts (stem, options, answer as written) to content and key; shared by the table and text readers."""

from question_bank.formats import words
from question_bank.formats.canonical import shuffled
from question_bank.formats.parsed import Problem


class Refused(Exception):
    """The question cannot be built: `problems` say why."""

    def __init__(self, where: str, code: str, **params) -> None:
        super().__init__(code)
        self.problems = [Problem(where, code, params)]


def infer_kind(kind: str | None, options: list[str], answer: str, stem: str) -> str:
    """The kind as named, or what the parts look like when it is not (or only "choice")."""
    if kind and kind != "choice":
        return kind
    if options:
        picked = words.letters_of(answer) or _by_text(options, answer) or []
        if kind is None and len(options) == 2 and words.truth_of(options[0]) is not None:
            return "true_false"
        return "multiple_choice" if len(picked) > 1 else "single_choice"
    if words.truth_of(answer) is not None and "____" not in words.gaps(stem):
        return "true_false"
    return "fill_in" if "____" in words.gaps(stem) else "short_answer"


def build(
    kind: str, stem: str, options: list[str], answer: str, *, where: str, stem_where: str = "", points: float | None = None,
    units: list[str] | None = None, tolerances: list[str] | None = None, max_length: int | None = None,
) -> tuple[dict, dict]:  # fmt: skip
    """(content, key). Raises Refused with the place `where` (of the answer) or `stem_where`."""
    stem = stem.strip()
    if not stem:
        raise Refused(stem_where or where, "no_stem")
    if kind in ("single_choice", "multiple_choice"):
        return _choice(kind, stem, options, answer, where)
    if kind == "true_false":
        return _true_false(stem, options, answer, where)
    if kind == "fill_in":
        return _fill_in(stem, answer, units or [], tolerances or [], where)
    if kind == "ordering":
        return _ordering(stem, options, answer, where)
    if kind == "matching":
        return _matching(stem, options, where)
    marking = words.marking_points(answer, points)
    if not marking:
        raise Refused(where, "no_answer")
    return {"stem": stem, "max_length": max_length or (2000 if kind == "essay" else 1000)}, {"marking_points": marking}


def _choice(kind: str, stem: str, options: list[str], answer: str, where: str) -> tuple[dict, dict]:
    listed = _listed(options, where)
    if len(listed) < 2:
        raise Refused(where, "few_options")
    ids = [option["id"] for option in listed]
    correct = _picked(options, answer, where)
    if kind == "single_choice" and len(correct) != 1:
        raise Refused(where, "one_answer_only", answer=answer)
    content = {"stem": stem, "options": listed}
    return content, {"correct": [i for i in ids if i in correct]}


def _listed(options: list[str], where: str) -> list[dict]:
    """Options with their letters as ids; a hole between two options is refused."""
    filled = [index for index, text in enumerate(options) if text.strip()]
    if filled and len(filled) != filled[-1] + 1:
        hole = next(index for index, text in enumerate(options) if not text.strip())
        raise Refused(where, "option_missing", letter=words.LETTERS[hole])
    return [{"id": words.LETTERS[index], "text": options[index].strip()} for index in filled]


def _picked(options: list[str], answer: str, where: str) -> list[str]:
    if not answer.strip():
        raise Refused(where, "no_answer")
    count = len([text for text in options if text.strip()])
    by_text = _by_text(options, answer)
    letters = words.letters_of(answer)
    if by_text and (letters is None or any(letter not in words.LETTERS[:count] for letter in letters)):
        return by_text
    if letters is None:
        raise Refused(where, "unknown_answer", answer=answer[:60])
    for letter in letters:
        if letter not in words.LETTERS[:count]:
            raise Refused(where, "unknown_option", answer=letter, last=words.LETTERS[max(count - 1, 0)])
    return letters


def _by_text(options: list[str], answer: str) -> list[str] | None:
    """Letters of the options whose texts the answer names, whole or separated by ; / or line ends."""
    by_text = {words.same(text): words.LETTERS[index] for index, text in enumerate(options) if text.strip()}
    if words.same(answer) in by_text:
        return [by_text[words.same(answer)]]
    for separators in ("\n", ";；", "/", "、", ",，"):
        parts = [answer]
        for separator in separators:
            parts = [piece for part in parts for piece in part.split(separator)]
        named = [by_text.get(words.same(part)) for part in parts if part.strip()]
        if len(named) > 1 and all(named):
            return named
    return None


def _true_false(stem: str, options: list[str], answer: str, where: str) -> tuple[dict, dict]:
    if not answer.strip():
        raise Refused(where, "no_answer")
    letters = words.letters_of(answer, "AB") if any(options) else None
    word = options[words.LETTERS.index(letters[0])] if letters and len(letters) == 1 else answer
    truth = words.truth_of(word)
    if truth is None and not any(options) and words.letters_of(answer, "AB") in (["A"], ["B"]):
        truth = words.nfkc(answer).upper().startswith("A")
    if truth is None:
        raise Refused(where, "not_true_false", answer=answer[:60])
    return {"stem": stem}, {"correct": truth}


def split_escaped(text: str, separators: str) -> list[str]:
    """Split at any of the separators, unless a backslash stands before it."""
    parts, current, escaped = [], "", False
    for character in text:
        if escaped:
            current, escaped = current + (character if character in separators + "\\；;/" else "\\" + character), False
        elif character == "\\":
            escaped = True
        elif character in separators:
            parts, current = [*parts, current], ""
        else:
            current += character
    return [*parts, current + ("\\" if escaped else "")]


def _split_keeping(text: str, separators: str) -> list[str]:
    """Split at separators but leave the escapes in, for a later split by others."""
    parts, current, escaped = [], "", False
    for character in text:
        if not escaped and character in separators:
            parts, current = [*parts, current], ""
            continue
        escaped = not escaped and character == "\\"
        current += character
    return [*parts, current]


def _fill_in(stem: str, answer: str, units: list[str], tolerances: list[str], where: str) -> tuple[dict, dict]:
    stem = words.gaps(stem)
    if "____" not in stem:
        stem += "____"
    count = stem.count("____")
    if not answer.strip():
        raise Refused(where, "no_answer")
    parts = _split_keeping(answer.strip(), "；;\n") if count > 1 else [answer.strip()]
    for separators in ("、", "，,", " \t　"):
        if len(parts) != count and len(parts) == 1:
            parts = _split_keeping(answer.strip(), separators)
    parts = [part for part in parts if part.strip()] if len(parts) != count else parts
    if len(parts) != count:
        raise Refused(where, "blank_count", blanks=count, answers=len(parts))
    shown, blanks = [], []
    for index, part in enumerate(parts):
        answers = list(dict.fromkeys(text.strip() for text in split_escaped(part, "/") if text.strip()))
        if not answers:
            raise Refused(where, "no_answer")
        unit = units[index].strip() if index < len(units) else ""
        blank: dict = {"answers": answers}
        tolerance = tolerances[index].strip() if index < len(tolerances) else ""
        if tolerance:
            blank["numeric"] = numeric(answers[0], tolerance, where)
        if unit:
            blank["unit"] = unit
        shown.append({"unit": unit} if unit else {})
        blanks.append(blank)
    return {"stem": stem, "blanks": shown}, {"blanks": blanks}


def numeric(answer: str, tolerance: str, where: str) -> dict:
    """{"value", "tolerance"} of a blank that is compared as a number."""
    value, margin = words.number_of(answer), words.number_of(tolerance)
    if value is None or margin is None or margin < 0:
        raise Refused(where, "not_a_number", answer=f"{answer} ± {tolerance}"[:60])
    return {"value": value, "tolerance": margin}


def _ordering(stem: str, options: list[str], answer: str, where: str) -> tuple[dict, dict]:
    entries = _listed(options, where)
    letters = _picked(options, answer, where)
    if sorted(letters) != [entry["id"] for entry in entries] or len(entries) < 2:
        raise Refused(where, "order_incomplete", answer=answer[:60])
    return {"stem": stem, "entries": entries}, {"order": letters}


def _matching(stem: str, options: list[str], where: str) -> tuple[dict, dict]:
    pairs = [tuple(part.strip() for part in text.split("=>", 1)) for text in options if text.strip()]
    if any(len(pair) != 2 or not pair[1] for pair in pairs):
        raise Refused(where, "pair_shape")
    return matching(stem, [pair for pair in pairs if pair[0]], [right for left, right in pairs if not left], where)


def matching(stem: str, pairs: list[tuple[str, str]], extra: list[str], where: str) -> tuple[dict, dict]:
    """Content and key of a matching question; the right sides are stored in an order that tells nothing."""
    if len(pairs) < 2:
        raise Refused(where, "few_pairs")
    rights = shuffled(list(dict.fromkeys([right for _, right in pairs] + extra)), stem)
    ids = {text: str(number) for number, text in enumerate(rights, 1)}
    lefts = [{"id": words.LETTERS[index], "text": left} for index, (left, _) in enumerate(pairs[:26])]
    content = {"stem": stem, "lefts": lefts, "rights": [{"id": ids[text], "text": text} for text in rights]}
    return content, {"pairs": {words.LETTERS[index]: ids[right] for index, (_, right) in enumerate(pairs[:26])}}


def ordering(stem: str, sequence: list[str], where: str) -> tuple[dict, dict]:
    """Content and key of an ordering question from its texts in the right order."""
    if len(sequence) < 2 or len(set(sequence)) != len(sequence) or len(sequence) > 26:
        raise Refused(where, "order_incomplete", answer="")
    mixed = shuffled(sequence, stem)
    ids = {text: words.LETTERS[index] for index, text in enumerate(mixed)}
    content = {"stem": stem, "entries": [{"id": ids[text], "text": text} for text in mixed]}
    return content, {"order": [ids[text] for text in sequence]}
