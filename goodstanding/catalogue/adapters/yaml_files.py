"""Reads the YAML files of a policy folder with the line of every key and value.

Only the plain part of YAML is accepted: mappings, lists and scalars, one document
a file. Anchors, aliases, tags and merge keys are refused, so that a file says what
it seems to say and can't grow when it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave it out

from goodstanding.catalogue.domain.source import Mapping, Scalar, Sequence, SourceFile

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.faults import FaultList
    from goodstanding.catalogue.domain.source import Node

MAX_BYTES = 1_000_000
MAX_DEPTH = 12


class _RefusedError(Exception):
    """The file can't be read any further from this line on."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


def read(path: str, content: bytes, faults: FaultList) -> SourceFile:
    """One file as text with lines; what can't be read is noted in `faults`."""
    try:
        return SourceFile(path, _Builder(path, faults).build(_text(content)))
    except _RefusedError as refused:
        faults.add(path, refused.line, "policy.yaml", problem=refused.problem)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        faults.add(path, mark.line + 1 if mark else 1, "policy.yaml", problem=problem)
    return SourceFile(path, None, broken=True)


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _RefusedError(1, f"the file has more than {MAX_BYTES} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _RefusedError(line, "the file is not UTF-8") from error


def _line(event: yaml.Event) -> int:
    """The line of an event; the parser marks every one."""
    assert event.start_mark is not None
    return event.start_mark.line + 1


class _Builder:
    """Builds the tree from parser events.

    Events, not composed nodes: the compiled composer recurses without a limit and a
    deeply nested file would end the process.
    """

    def __init__(self, path: str, faults: FaultList) -> None:
        self._path = path
        self._faults = faults
        self._open: list[Mapping | Sequence] = []
        self._keys: list[Scalar | None] = []
        self._root: Node | None = None
        self._documents = 0

    def build(self, text: str) -> Node | None:
        parser = CParser(text)
        try:
            while parser.check_event():
                self._take(parser.get_event())
        finally:
            parser.dispose()
        return self._root

    def _take(self, event: yaml.Event | None) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent():
                self._start(event, Mapping(_line(event)))
            case yaml.SequenceStartEvent():
                self._start(event, Sequence(_line(event)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case yaml.AliasEvent():
                raise _RefusedError(_line(event), "aliases (*name) are not accepted")
            case yaml.DocumentStartEvent():
                self._document(event)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _RefusedError(_line(event), "a file holds one document, no second ---")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        self._refuse_extras(event, line)
        scalar = Scalar(event.value, line, plain=event.style in ("", None))
        top = self._open[-1] if self._open else None
        if isinstance(top, Mapping) and self._keys[-1] is None:
            self._keys[-1] = scalar
        else:
            self._place(scalar)

    def _start(self, event: yaml.CollectionStartEvent, node: Mapping | Sequence) -> None:
        self._refuse_extras(event, node.line)
        if len(self._open) >= MAX_DEPTH:
            raise _RefusedError(node.line, f"nested more than {MAX_DEPTH} deep")
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _refuse_extras(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int
    ) -> None:
        if event.anchor is not None:
            raise _RefusedError(line, "anchors (&name) are not accepted")
        if event.tag is not None:
            raise _RefusedError(line, f"tags are not accepted: {event.tag}")

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        if isinstance(top, Sequence):
            top.values.append(node)
            return
        key = self._keys[-1]
        if key is None:
            raise _RefusedError(node.line, "a key must be a single word")
        self._keys[-1] = None
        self._set(top, key, node)

    def _set(self, mapping: Mapping, key: Scalar, node: Node) -> None:
        if key.text in mapping.values:
            first = str(mapping.lines[key.text])
            self._faults.add(
                self._path, key.line, "policy.duplicate_key", given=key.text, first=first
            )
            return
        mapping.values[key.text] = node
        mapping.lines[key.text] = key.line
