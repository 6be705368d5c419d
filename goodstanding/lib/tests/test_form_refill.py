from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.lib.form_refill import refill

PAGE = """<!doctype html>
<html lang="zh-Hans"><head><title>A &amp; B</title><script>if (a < b) {}</script></head><body>
<!-- a remark -->
<form action="/other/" method="post"><input name="reason" value="untouched"></form>
<form action="/decide/?x=1#y" method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="fresh">
<input name="reason" value="old" class="wide" required>
<input type="email" name="mail">
<input type="password" name="password">
<input type="file" name="proof">
<textarea name="text" rows="3">old text</textarea>
<label><input type="radio" name="outcome" value="uphold" checked> a</label>
<label><input type="radio" name="outcome" value="reject"> b</label>
<label><input type="checkbox" name="agreed" checked> c</label>
<label><input type="checkbox" name="channel" value="post"> d</label>
<label><input type="checkbox" name="channel" value="mail"> e</label>
<select name="agency"><option value="">-</option><option value="tax" selected>tax</option><option value="water">water</option></select>
<svg><use href="#x"/></svg>
<button name="go" value="1">Go</button>
</form>
<form method="get"><input name="reason" value="search"></form>
</body></html>
"""
FIELDS = {
    "reason": ['new "<b>" & value'],
    "mail": ["a@b.cn"],
    "password": ["secret"],
    "csrfmiddlewaretoken": ["stale"],
    "text": ["line 1\n</textarea><script>alert(1)</script>"],
    "outcome": ["reject"],
    "channel": ["post", "mail"],
    "agency": ["water"],
}


class Controls(HTMLParser):
    """What a browser would show: (form's action, name, type) -> values."""

    def __init__(self, html):
        super().__init__()
        self.form, self.found, self.text, self.select = "", {}, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name")
        if tag == "form":
            self.form = said.get("action", "")
        if tag == "input":
            ticked = said.get("type") in {"radio", "checkbox"}
            if not ticked or "checked" in said:
                self.found.setdefault((self.form, name), []).append(said.get("value"))
        if tag == "textarea":
            self.text = (self.form, name)
        if tag == "select":
            self.select = name
        if tag == "option" and "selected" in said:
            self.found[self.form, self.select] = [said["value"]]

    def handle_data(self, data):
        if self.text:
            self.found[self.text] = [*self.found.get(self.text, []), data]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None


def test_what_was_typed_is_in_the_form_again():
    found = Controls(refill(PAGE, FIELDS, action="/decide/", page="/case/")).found
    here = "/decide/?x=1#y"

    assert found[here, "reason"] == FIELDS["reason"]
    assert found[here, "mail"] == ["a@b.cn"]
    assert "".join(found[here, "text"]).lstrip("\n") == FIELDS["text"][0]
    assert found[here, "outcome"] == ["reject"]
    assert (here, "agreed") not in found
    assert found[here, "channel"] == ["post", "mail"]
    assert found[here, "agency"] == ["water"]


def test_secrets_tokens_files_and_other_forms_stay_as_they_are():
    html = refill(PAGE, FIELDS, action="/decide/", page="/case/")
    found = Controls(html).found

    assert found["/decide/?x=1#y", "csrfmiddlewaretoken"] == ["fresh"]
    assert found["/decide/?x=1#y", "password"] == [None]
    assert found["/other/", "reason"] == ["untouched"]
    assert found["", "reason"] == ["search"]
    assert "secret" not in html
    assert "<script>alert" not in html


def test_a_page_without_such_a_form_comes_back_as_it_is():
    assert refill(PAGE, FIELDS, action="/nowhere/", page="/case/") == PAGE


def test_a_form_without_address_is_the_pages_own():
    page = '<form method="post"><input name="reason"></form>'

    assert 'value="x"' in refill(page, {"reason": ["x"]}, action="/here/", page="/here/")
    assert refill(page, {"reason": ["x"]}, action="/here/", page="/there/") == page


@given(
    st.text(),
    st.text(alphabet=st.characters(blacklist_characters="\r\0", blacklist_categories=["Cs"])),
)
def test_no_value_breaks_out_of_its_control(value, text):
    value = "".join(c for c in value if c not in "\r\0" and not "\ud800" <= c <= "\udfff")
    html = refill(PAGE, {"reason": [value], "text": [text]}, action="/decide/", page="/case/")
    found = Controls(html).found

    assert found["/decide/?x=1#y", "reason"] == [value]
    assert "".join(found["/decide/?x=1#y", "text"])[1:] == text
    assert html.count("<form") == PAGE.count("<form")
