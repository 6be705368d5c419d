"""Reads the keys of one mapping, each with the type its reader asks for.

Whatever is not as asked becomes a fault with its file and line, and reading goes on
with nothing in its place, so that one call finds every fault.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from goodstanding.catalogue.domain.model import LegalBasis, Text
from goodstanding.catalogue.domain.source import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goodstanding.catalogue.domain.faults import FaultList
    from goodstanding.catalogue.domain.source import Node

MARKS = ("S", "M")
_INTEGER = re.compile(r"-?[0-9]{1,15}")

TEXT = Text("一段文字", "text")
INTEGER = Text("整数", "a whole number")
BOOLEAN = Text("true 或 false", "true or false")
LIST = Text("列表（- 开头的各行）", "a list (lines that begin with -)")
MAPPING = Text("键和值（key: value）", "keys and values (key: value)")


def nearest(given: str, accepted: Iterable[str]) -> str:
    """The accepted words most like the given one, for a message."""
    words = list(accepted)
    close = difflib.get_close_matches(given, words, n=4, cutoff=0.5)
    return ", ".join(close or sorted(words)[:8]) or "-"


def shown(node: Node) -> Text:
    """What was written, short, for a message."""
    if isinstance(node, Scalar):
        text = node.text if len(node.text) <= 60 else node.text[:57] + "…"
        return Text(f"“{text}”", f"'{text}'")
    if isinstance(node, Sequence):
        return Text("一个列表", "a list")
    return Text("一组键值", "a mapping")


class Reader:
    """The keys of one mapping of one file; `finish` reports those that nobody asked for."""

    def __init__(self, file: str, node: Mapping, faults: FaultList) -> None:
        self.file = file
        self.node = node
        self.faults = faults
        self._asked: dict[str, None] = {}

    # -- faults ---------------------------------------------------------------

    def line(self, key: str | None = None) -> int:
        """The line of a key, or of the mapping where the key is not written."""
        return self.node.line if key is None else self.node.lines.get(key, self.node.line)

    def fault(self, key: str | None, code: str, /, **fields: Text | str) -> None:
        """Note a fault at the line of `key`."""
        self.faults.add(self.file, self.line(key), code, **fields)

    def finish(self) -> None:
        """Every key that was not asked for is a fault."""
        for key in self.node.values:
            if key not in self._asked:
                accepted = ", ".join(sorted(self._asked))
                self.fault(key, "policy.unknown_key", given=key, accepted=accepted)

    # -- values ---------------------------------------------------------------

    def has(self, key: str) -> bool:
        """Whether a value is written for the key."""
        return self.get(key) is not None

    def get(self, key: str) -> Node | None:
        """The value as written; None where there is none or it is null."""
        self._asked[key] = None
        node = self.node.values.get(key)
        return None if isinstance(node, Scalar) and node.empty else node

    def _mistyped(self, key: str, node: Node, accepted: Text) -> None:
        self.faults.add(
            self.file, node.line, "policy.type", key=key, given=shown(node), accepted=accepted
        )

    def text(self, key: str) -> str | None:
        """Trimmed text; numbers and dates stay as they are written."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar) or not node.text.strip():
            self._mistyped(key, node, TEXT)
            return None
        return node.text.strip()

    def required_text(self, key: str) -> str:
        """Text that must be there; empty after a fault."""
        if not self.has(key):
            self.missing(key)
        return self.text(key) or ""

    def missing(self, key: str, advice: Text | None = None) -> None:
        """Note that a key must be given here."""
        advice = advice or Text("请补上。", "Add it.")
        self.fault(None, "policy.missing_key", given=key, accepted=advice)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once; empty where the key is not given."""
        node = self.get(key)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self._mistyped(key, node, LIST)
            return ()
        return self._distinct(key, node)

    def _distinct(self, key: str, node: Sequence) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for value in node.values:
            if not isinstance(value, Scalar) or not value.text.strip():
                self._mistyped(key, value, TEXT)
            elif (word := value.text.strip()) in found:
                self.faults.add(self.file, value.line, "policy.duplicate", key=key, given=word)
            else:
                found[word] = None
        return tuple(found)

    def integer(self, key: str) -> int | None:
        """A whole number written without quotes or with them."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar) or not _INTEGER.fullmatch(node.text.strip()):
            self._mistyped(key, node, INTEGER)
            return None
        return int(node.text)

    def boolean(self, key: str) -> bool | None:
        """True or false; YAML's other spellings (yes, on, y) are refused, not guessed."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar) or not node.plain or node.text not in ("true", "false"):
            self._mistyped(key, node, BOOLEAN)
            return None
        return node.text == "true"

    def choice(self, key: str, accepted: Iterable[str]) -> str | None:
        """One of the accepted words."""
        word = self.text(key)
        words = list(accepted)
        if word is not None and word not in words:
            self.fault(key, "policy.unknown_value", key=key, given=word, accepted=", ".join(words))
            return None
        return word

    def mark(self) -> str:
        """The mark of confidence; M where none is given."""
        return self.choice("mark", MARKS) or "M"

    # -- nested ---------------------------------------------------------------

    def reader(self, key: str) -> Reader | None:
        """The mapping under a key."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self._mistyped(key, node, MAPPING)
            return None
        return Reader(self.file, node, self.faults)

    def readers(self, key: str) -> list[Reader]:
        """The mappings of the list under a key."""
        node = self.get(key)
        if node is None:
            return []
        if not isinstance(node, Sequence):
            self._mistyped(key, node, LIST)
            return []
        found = []
        for value in node.values:
            if isinstance(value, Mapping):
                found.append(Reader(self.file, value, self.faults))
            else:
                self._mistyped(key, value, MAPPING)
        return found

    def title(self, key: str) -> Text | None:
        """A sentence in both languages: {zh: …, en: …}."""
        inner = self.reader(key)
        if inner is None:
            return None
        text = Text(inner.required_text("zh"), inner.required_text("en"))
        inner.finish()
        return text

    def required_title(self, key: str) -> Text:
        """A sentence that must be there; empty after a fault."""
        if not self.has(key):
            self.missing(
                key, Text("请写成 {zh: 中文, en: English}。", "Write {zh: 中文, en: English}.")
            )
        return self.title(key) or Text("", "")

    def legal_basis(self, key: str = "legal_basis") -> tuple[LegalBasis, ...]:
        """The legal texts under a key, each with its title and mark."""
        return tuple(_legal_basis(reader) for reader in self.readers(key))


def _legal_basis(reader: Reader) -> LegalBasis:
    basis = LegalBasis(
        title=reader.required_text("title"),
        article=reader.text("article") or "",
        edition=reader.text("edition") or "",
        level=reader.text("level") or "",
        mark=reader.mark(),
        note=reader.text("note") or "",
    )
    reader.finish()
    return basis
