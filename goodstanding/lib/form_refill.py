"""Put values that somebody had typed back into a page's form, whatever page that is.

The page is read and written again tag by tag; only the controls of the one form that sends
to the same address are changed. Passwords, files, buttons and hidden fields stay as they are.
"""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Attributes = list[tuple[str, str | None]]

UNTOUCHED: Final = frozenset({"hidden", "password", "file", "submit", "button", "reset", "image"})
TICKED: Final = frozenset({"checkbox", "radio"})


def refill(html: str, fields: Mapping[str, Sequence[str]], *, action: str, page: str) -> str:
    """The page at `page` with the fields in its form that sends to `action`.

    A page without such a form comes back as it is.
    """
    reader = _Reader(fields, action=action, page=page)
    reader.feed(html)
    reader.close()
    return "".join(reader.written)


class _Reader(HTMLParser):
    """Writes what it reads, but for the controls of the form in question."""

    def __init__(self, fields: Mapping[str, Sequence[str]], *, action: str, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.left = {name: list(said) for name, said in fields.items()}
        self.fields, self.action, self.page = fields, action, page
        self.written: list[str] = []
        self.inside = False
        self.select: str | None = None
        self.dropping = False  # the old text of a text area

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = self._sends(said)
        changed = self._changed(tag, said, attrs) if self.inside else None
        self._write(self.get_starttag_text() or "" if changed is None else _tag(tag, changed))
        if self.inside and tag == "textarea" and (said.get("name") or "") in self.left:
            self._write("\n" + escape(self._next(said["name"] or ""), quote=False))
            self.dropping = True

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.dropping = self.dropping and tag != "textarea"
        self.inside = self.inside and tag != "form"
        self.select = None if tag == "select" else self.select
        self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def _write(self, text: str) -> None:
        if not self.dropping:
            self.written.append(text)

    def _sends(self, said: Mapping[str, str | None]) -> bool:
        if (said.get("method") or "get").lower() != "post":
            return False
        address = (said.get("action") or "").partition("?")[0].partition("#")[0]
        return (address or self.page) == self.action

    def _changed(
        self, tag: str, said: Mapping[str, str | None], attrs: Attributes
    ) -> Attributes | None:
        """The tag's attributes with what was typed; None if it is none of ours."""
        name = said.get("name") or ""
        if tag == "select":
            self.select = name
        if tag == "option" and self.select in self.fields:
            return _flag(attrs, "selected", said.get("value") in self.fields[self.select or ""])
        if tag != "input" or (said.get("type") or "text").lower() in UNTOUCHED:
            return None
        if (said.get("type") or "").lower() in TICKED:
            value = said.get("value") or "on"
            return _flag(attrs, "checked", value in self.fields.get(name, []))
        if not self.left.get(name):
            return None
        return [(key, old) for key, old in attrs if key != "value"] + [("value", self._next(name))]

    def _next(self, name: str) -> str:
        """The next value of this name: several controls can bear one name."""
        return self.left[name].pop(0) if self.left[name] else ""


def _flag(attrs: Attributes, flag: str, on: bool) -> Attributes:  # noqa: FBT001  a state, not a mode
    return [(key, value) for key, value in attrs if key != flag] + ([(flag, None)] if on else [])


def _tag(tag: str, attrs: Attributes) -> str:
    said = "".join(
        f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attrs
    )
    return f"<{tag}{said}>"
