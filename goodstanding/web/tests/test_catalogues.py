from __future__ import annotations

import gettext

import pytest

from goodstanding.web.adapters import catalogues

TEMPLATE = """{% load i18n %}<h1>{% translate "异议" %}</h1>
    {% blocktranslate count n=n trimmed %}
      {{ n }} 条记录{% plural %}{{ n }} 条记录
    {% endblocktranslate %}
  {% translate "决定" context "verb" %}{{ value|default:_("无") }}"""
PYTHON = """from django.utils.translation import gettext_lazy as _, pgettext
LABEL = _("异议")
SAID = pgettext("noun", "决定")
NOT_SHOWN = "不翻译"
"""


@pytest.fixture
def app(tmp_path, monkeypatch):
    """An app with a template and a module, in a package of its own."""
    app = tmp_path / "package" / "objections"
    (app / "templates" / "objections").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "views.py").write_text(PYTHON, encoding="utf-8")
    (app / "templates" / "objections" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path / "package")
    return app


def fill(app, *pairs):
    place = app / catalogues.ENGLISH
    text = place.read_text(encoding="utf-8")
    for chinese, english in pairs:
        text = text.replace(f'{chinese}"\nmsgstr ""', f'{chinese}"\nmsgstr "{english}"', 1)
    place.write_text(text, encoding="utf-8")


def test_texts_of_templates_and_python_are_found_once_each(app):
    found = {(text.ids, text.context) for text in catalogues.texts_of(app)}

    assert found == {
        (("异议",), None),
        (("%(n)s 条记录", "%(n)s 条记录"), None),
        (("决定",), "verb"),
        (("决定",), "noun"),
        (("无",), None),
    }


def test_missing_texts_are_added_once_and_wait_for_their_english(app):
    assert catalogues.add_missing() == {"objections": 5}
    assert catalogues.add_missing() == {}
    assert len(catalogues.untranslated(app)) == 5


def test_what_was_translated_stays_and_counts(app):
    catalogues.add_missing()
    fill(app, ("异议", "Objection"))
    (app / "views.py").write_text(PYTHON + 'MORE = _("新的")\n', encoding="utf-8")

    assert catalogues.add_missing("objections") == {"objections": 1}
    assert "异议" not in {text.ids[0] for text in catalogues.untranslated(app)}


def test_a_plural_needs_both_forms(app):
    catalogues.add_missing()
    place = app / catalogues.ENGLISH
    half = place.read_text(encoding="utf-8").replace('msgstr[0] ""', 'msgstr[0] "%(n)s record"')
    place.write_text(half, encoding="utf-8")

    assert "%(n)s 条记录" in {text.ids[0] for text in catalogues.untranslated(app)}


def test_a_catalogue_is_compiled_when_it_changed_and_only_then(app):
    catalogues.add_missing()
    fill(app, ("异议", "Objection"))

    assert catalogues.compile_changed() == ["objections"]
    assert catalogues.compile_changed() == []
    with (app / catalogues.ENGLISH).with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("异议") == "Objection"
    assert english.gettext("无") == "无"
