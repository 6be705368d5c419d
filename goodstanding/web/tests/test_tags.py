from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from goodstanding.lib.errors import GoodstandingError
from goodstanding.web.adapters import once as once_module
from goodstanding.web.domain import OPEN_ENDED, Point
from goodstanding.web.forms import SampleForm


def drawn(source, language="zh-hans", **known):
    with override(language):
        return Template("{% load web %}" + source).render(Context(known))


def test_a_mark_has_an_icon_and_a_word_and_is_escaped():
    html = drawn("{% mark 'adverse' 'gavel' word %}", word="<b>公示中")

    assert re.search(r'<span class="mark adverse"><svg class="icon [^>]*aria-hidden="true"', html)
    assert "#gavel" in html
    assert "&lt;b&gt;公示中</span>" in html


def test_a_term_line_is_complete_in_words_and_drawn_without_style():
    points = [
        Point(shape="start", label="决定", date=date(2026, 3, 4)),
        Point(shape="today", label="今天", date=date(2026, 11, 23)),
        Point(shape="end", label="最迟停止公示", date=date(2027, 3, 4)),
    ]
    html = drawn("{% term_line points %}", points=points)

    words = [
        " ".join(re.sub("<[^>]+>", " ", item).split())
        for item in re.findall("(?s)<li>.*?</li>", html)
    ]
    assert words == ["决定 2026-03-04", "今天 2026-11-23", "最迟停止公示 2027-03-04"]
    assert "style" not in html
    assert 'x="72.33%"' in html


def test_a_term_line_reads_numbers_the_same_in_every_language():
    points = [
        Point(shape="start", label="a", date=date(2026, 3, 4)),
        Point(shape="today", label="b", date=date(2026, 11, 23)),
        Point(shape="end", label="c", date=date(2027, 3, 4)),
    ]

    assert 'x="72.33%"' in drawn("{% term_line points %}", "en", points=points)


def test_an_open_end_is_said_in_words_not_as_a_date():
    points = [
        Point(shape="start", label="起", date=date(2026, 3, 4)),
        Point(shape="end", label="至", date=OPEN_ENDED),
    ]

    assert "长期" in drawn("{% term_line points %}", points=points)
    assert "no end date" in drawn("{% term_line points %}", "en", points=points)
    assert "2099" not in drawn("{% term_line points %}", points=points)


@pytest.mark.parametrize(
    ("source", "value", "zh", "en"),
    [
        ("day", date(2026, 3, 4), "2026年3月4日", "4 March 2026"),
        ("day", None, "", ""),
        ("iso", date(2026, 3, 4), "2026-03-04", "2026-03-04"),
        ("iso", OPEN_ENDED, "—", "—"),
        ("iso", None, "—", "—"),
        ("moment", datetime(2026, 11, 21, 14, 10, tzinfo=UTC), "2026-11-21 22:10", "2026-11-21 22:10"),
        ("iso", datetime(2026, 11, 21, 17, 0, tzinfo=UTC), "2026-11-22", "2026-11-22"),
        ("moment", None, "—", "—"),
        ("amount", Decimal("2"), "2.00 万元（20,000 元）", "CNY 20,000"),
        ("amount", "0.2", "0.20 万元（2,000 元）", "CNY 2,000"),
        ("amount", None, "—", "—"),
        ("thousands", 1234567, "1,234,567", "1,234,567"),
        ("text", {"zh": "名单", "en": "List"}, "名单", "List"),
        ("text", SimpleNamespace(zh="名单", en=""), "名单", "名单"),
        ("text", "as it is", "as it is", "as it is"),
        ("text", None, "", ""),
        ("enumerated", ["审计员", "操作员"], "审计员、操作员", "审计员, 操作员"),
        ("enumerated", [], "", ""),
    ],
)  # fmt: skip
def test_a_value_is_said_in_the_readers_language(source, value, zh, en):
    assert drawn("{{ value|" + source + " }}", value=value) == zh
    assert drawn("{{ value|" + source + " }}", "en", value=value) == en


def test_a_code_is_shown_in_groups_and_copied_without_spaces():
    html = drawn("{% code code copy=True label='复制' %}", code="91330106MA2X12343Y")

    assert "<span>91330106</span><span>MA2X1234</span><span>3Y</span>" in html
    assert 'data-copy="91330106MA2X12343Y" hidden' in html


def test_a_query_changes_what_is_named_and_keeps_the_rest(rf):
    request = rf.get("/x/?q=a&after=9&kind=1&kind=2")
    html = drawn("{% query sort='day' after=None %}", request=request)

    assert html == "?q=a&amp;kind=1&amp;kind=2&amp;sort=day"
    assert drawn("{% query q=None %}", request=rf.get("/x/?q=a")) == "/x/"


def test_a_pager_is_absent_where_there_is_one_page(rf):
    context = {"request": rf.get("/x/"), "page": {"previous": "", "next": "?after=1"}}

    assert 'href="/x/?after=1"' in drawn("{% pager page %}", **context)
    assert "上一页" not in drawn("{% pager page %}", **context)
    assert drawn("{% pager page %}", **context | {"page": {}}).strip() == ""


def fields(form, source):
    return drawn(source, form=form)


def test_a_field_ties_label_hint_and_fault_to_its_control():
    html = fields(SampleForm({}), "{% field form.name %}")

    assert '<label for="id_name">组织名称</label>' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "请填写组织名称。" in html
    assert html.index("请填写组织名称。") < html.index("<input")


def test_an_optional_field_says_so_and_a_required_one_says_nothing():
    assert "（可不填）" in fields(SampleForm(), "{% field form.code %}")
    assert "（可不填）" not in fields(SampleForm(), "{% field form.name %}")


def test_of_choices_one_of_which_stands_for_no_value_one_is_always_made():
    class Chosen(forms.Form):
        kind = forms.ChoiceField(label="内容", choices=[("", "无"), ("a", "甲")], widget=forms.RadioSelect, required=False)  # fmt: skip

    html = fields(Chosen(), "{% field form.kind %}")

    assert "（可不填）" not in html
    assert re.search(r'value=""[^>]*checked', html)


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = fields(SampleForm({}), "{% field form.kind %}")

    assert '<fieldset class="field has-error" aria-describedby="id_kind_error">' in html
    assert re.search(r"<legend>\s*方式\s*</legend>", html)
    assert html.count('class="form-check-input"') == 2
    assert '<label for="id_kind_0">新增或更新</label>' in html


def test_what_was_entered_stays_over_a_fault():
    form = SampleForm({"name": "<钱塘>", "kind": "withdraw", "channels": ["post"]})

    assert 'value="&lt;钱塘&gt;"' in fields(form, "{% field form.name %}")
    assert re.search(r'value="withdraw"[^>]*checked', fields(form, "{% field form.kind %}"))
    assert re.search(r'value="post"[^>]*checked', fields(form, "{% field form.channels %}"))


def test_the_error_summary_names_every_fault_and_leads_to_its_control():
    class Two(forms.Form):
        one = forms.CharField(error_messages={"required": "缺一"})
        two = forms.ChoiceField(choices=[("a", "a")], widget=forms.RadioSelect)

        def clean(self):
            raise forms.ValidationError("合起来不对")

    html = fields(Two({}), "{% error_summary form %}")

    assert 'role="alert"' in html
    assert "<li>合起来不对</li>" in html
    assert '<a href="#id_one">缺一</a>' in html
    assert 'href="#id_two_0"' in html


@pytest.mark.parametrize("form", [None, SampleForm()])
def test_nothing_is_summarised_before_anything_was_sent(form):
    assert fields(form, "{% error_summary form %}").strip() == ""


def test_what_is_drawn_once_is_drawn_for_each_language_and_each_value_that_is_named():
    source = "{% load i18n %}{% once name=name %}{{ name }} {% translate '菜单' %} {% endonce %}"
    with override("zh-hans"):
        page = Template("{% load web %}" + source)

    def said(language, name):
        with override(language):
            return page.render(Context({"name": name}))

    assert said("zh-hans", "甲") == "甲 菜单 "
    assert said("en", "甲") == "甲 Menu "
    assert said("zh-hans", "<乙>") == "&lt;乙&gt; 菜单 "
    assert said("zh-hans", "甲") == "甲 菜单 "


def test_what_is_drawn_once_sees_nothing_of_the_page_that_is_not_named():
    page = Template("{% load web %}{% once shown=shown %}{{ shown }}{{ hidden }}{% endonce %}")

    assert page.render(Context({"shown": "a", "hidden": "of one reader"})) == "a"


def test_a_part_that_is_drawn_in_more_forms_than_are_kept_is_still_right(monkeypatch):
    monkeypatch.setattr(once_module, "MOST", 2)
    page = Template("{% load web %}{% once n=n %}{{ n }}{% endonce %}")

    assert [page.render(Context({"n": n})) for n in (1, 2, 3, 1, 2)] == ["1", "2", "3", "1", "2"]


def test_once_takes_named_values_only():
    with pytest.raises(TemplateSyntaxError, match="name=value"):
        Template("{% load web %}{% once section %}{% endonce %}")


class SpacedError(GoodstandingError):
    code = "sample.spaced"
    zh = "“%(given)s”里有空格。"
    message = "“%(given)s” holds a space."


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "“a b”里有空格。"), ("en", "“a b” holds a space.")]
)
def test_a_refusal_says_what_was_given_in_the_readers_language(language, said):
    assert drawn("{{ refused|text }}", language, refused=SpacedError(given="a b")) == said
