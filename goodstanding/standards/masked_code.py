"""A unified social credit code that was published with some characters hidden.

`914306******05753XL`, `91430281691828xxxx`: not an identifier, yet it can confirm or
contradict the organisation that a name points to.
"""

from __future__ import annotations

import re

from goodstanding.standards import characters, organisation_code, uscc

#: What publishers put over a character, after folding to half width.
COVERS = "*\u00d7\u2022\u25a0\u25a1\u25cb\u25cf\u2217?"
FORM = r"[0-9A-HJ-NPQRTUWXY*]{18}"

#: Steps that turn runs of X into stars; a fixed number of steps so that columns can take them.
#: X is a letter of the alphabet: only four in a row, or what follows a star, count as hidden.
STAR_STEPS = (
    (characters.character_class(COVERS), "*"),
    ("[Xx]{4}", "****"),
    (r"\*[Xx]", "**"),
    (r"\*[Xx]", "**"),
    (r"\*[Xx]", "**"),
)
#: Two small x in a text without other small letters hide as well, unless the code is valid.
SMALL_X = "^[^a-wyz]*xx[^a-wyz]*$"
SMALL_STEPS = (("xx", "**"), (r"\*x", "**"))
#: The one run of stars that may stand for any number of characters.
ONE_RUN = r"^([^*]*)\*+([^*]*)$"


def masked_pattern(text: str | None) -> str | None:
    """Eighteen characters with `*` for each hidden one, or None if the text is no masked code.

    A single run of stars is stretched or shrunk to make eighteen characters. A text with
    nothing but stars tells nothing and gives None. Ask this before asking for validity:
    one masked code in thirty that ends in XXXX passes its check by chance. Only if its
    organisation code passes, too, is it a whole one: a few registered codes do hold four X.
    """
    compact = characters.compact(text or "")
    if _is_whole(compact.upper()):
        return None
    marked = _stars(compact).upper()
    if "*" not in marked or not marked.strip("*"):
        return None
    marked = _resized(marked)
    return marked if "*" in marked and re.fullmatch(FORM, marked) else None


def agrees(pattern: str, code: str) -> bool:
    """Whether the code is one that the pattern can stand for."""
    return len(pattern) == len(code) and all(
        p in ("*", c) for p, c in zip(pattern, code, strict=True)
    )


def _is_whole(code: str) -> bool:
    return uscc.is_valid(code) and organisation_code.is_valid(uscc.organisation_code(code))


def _stars(text: str) -> str:
    for form, stars in STAR_STEPS:
        text = re.sub(form, stars, text)
    if "*" in text or not re.search(SMALL_X, text) or uscc.is_valid(text.upper()):
        return text
    for form, stars in SMALL_STEPS:
        text = re.sub(form, stars, text)
    return text


def _resized(marked: str) -> str:
    run = re.search(ONE_RUN, marked)
    if len(marked) == uscc.LENGTH or not run:
        return marked
    hidden = uscc.LENGTH - len(run[1]) - len(run[2])
    return run[1] + "*" * hidden + run[2]
