"""Chinese texts in templates and Python, and the English that each app keeps for them.

The Chinese text is the key (msgid). English stands in `APP/locale/en/LC_MESSAGES/django.po`,
kept by hand; its compiled form is made here and is not in the repository.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).parents[2]
ENGLISH: Final = Path("locale", "en", "LC_MESSAGES", "django.po")
HEADER: Final = r"""msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text to translate and where it first stands; `ids` has two parts with a plural."""

    ids: tuple[str, ...]
    context: str | None
    place: str


def apps() -> list[Path]:
    """The folders of all apps."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def texts_of(app: Path) -> list[Text]:
    """Every text of the app's templates and Python files, each once."""
    found: dict[tuple[tuple[str, ...], str | None], Text] = {}
    for path in _sources(app):
        code = path.read_text(encoding="utf-8")
        for text in _extracted(_as_python(code, path), path.relative_to(PACKAGE.parent)):
            found.setdefault((text.ids, text.context), text)
    return list(found.values())


def english_of(app: Path) -> Catalog:
    """The app's English catalogue; an empty one where it has none yet."""
    place = app / ENGLISH
    if not place.exists():
        return Catalog(
            locale="en", domain="django", project="goodstanding", charset="utf-8", fuzzy=False
        )
    with place.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def add_missing(only: str = "") -> dict[str, int]:
    """Add missing texts to the English catalogues of all apps, or of one; count by app."""
    added = {}
    for app in [app for app in apps() if not only or app.name == only]:
        catalogue = english_of(app)
        missing = [text for text in texts_of(app) if _entry(catalogue, text) is None]
        for text in missing:
            ids: Any = text.ids if len(text.ids) > 1 else text.ids[0]
            catalogue.add(ids, context=text.context, locations=[(text.place, 0)])
        if missing:
            _write(app / ENGLISH, catalogue)
            added[app.name] = len(missing)
    return added


def untranslated(app: Path) -> list[Text]:
    """The app's texts for which its catalogue has no complete English."""
    catalogue = english_of(app)
    return [text for text in texts_of(app) if not _is_complete(_entry(catalogue, text))]


def compile_changed() -> list[str]:
    """Compile every catalogue that is newer than its compiled form; the apps concerned."""
    done = []
    for place in sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = place.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns > place.stat().st_mtime_ns:
            continue
        with place.open("rb") as file:
            catalogue = read_po(file, locale=place.parents[1].name, domain="django")
        written = io.BytesIO()
        write_mo(written, catalogue)
        _replace(compiled, written.getvalue())
        done.append(place.parents[3].name)
    return done


def _sources(app: Path) -> Iterator[Path]:
    yield from sorted(path for path in app.rglob("*.py") if "tests" not in path.parts)
    for kind in ("html", "txt"):
        yield from sorted((app / "templates").rglob(f"*.{kind}"))


def _as_python(code: str, path: Path) -> str:
    """A template as Django shows it to extractors; Python as it is."""
    if path.suffix == ".py":
        return code
    # Late: compiling catalogues needs no Django.
    from django.conf import settings
    from django.utils.translation import templatize

    if not settings.configured:
        settings.configure()
    # Indentation means nothing in a template, and much to the extractor.
    return re.sub(r"\n\s*", "\n", templatize(code, origin=str(path)).lstrip())


def _extracted(python: str, place: Path) -> Iterator[Text]:
    file = io.BytesIO(python.encode())
    for _, ids, _, context in extract("python", file, keywords=KEYWORDS):
        parts = (ids,) if isinstance(ids, str) else tuple(ids)
        if parts[0]:
            yield Text(ids=parts, context=context, place=place.as_posix())


def _entry(catalogue: Catalog, text: Text) -> Any:
    return catalogue.get(text.ids[0], context=text.context)


def _is_complete(entry: Any) -> bool:
    if entry is None or entry.fuzzy:
        return False
    strings = entry.string if isinstance(entry.string, (list, tuple)) else [entry.string]
    return bool(strings) and all(strings)


def _write(place: Path, catalogue: Catalog) -> None:
    written = io.BytesIO()
    write_po(written, catalogue, width=100, include_lineno=False, omit_header=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    _replace(place, HEADER.encode() + written.getvalue())


def _replace(place: Path, content: bytes) -> None:
    unfinished = place.with_name(f"{place.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(place)
