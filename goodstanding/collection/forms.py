"""Forms of a batch: the file to send, one row of an item field by field, rows to give up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodstanding.catalogue.domain.model import FieldType
from goodstanding.catalogue.domain.sheets import format_of
from goodstanding.collection.domain.kept import Mode
from goodstanding.web.templatetags.web import text as say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from goodstanding.catalogue.domain.model import CodeList, Field, Text

LARGEST_FILE = 200 * 2**20
MODES = (
    (Mode.UPSERT.value, gettext_lazy("新增或更新")),
    (Mode.WITHDRAW.value, gettext_lazy("撤回")),
)
YES_NO = (("是", gettext_lazy("是")), ("否", gettext_lazy("否")))
FEW = 7
LONG_TEXT = 200
OTHER = "__other"
_BETWEEN_CODES = re.compile(r"[;；,，、]\s*")
_NUMBERS = {FieldType.MONEY, FieldType.DECIMAL, FieldType.INTEGER}


class SubmitForm(forms.Form):
    """A file to send for an item."""

    item = forms.ChoiceField(
        label=gettext_lazy("目录项"),
        error_messages={
            "required": gettext_lazy("没有选择目录项。请选择这份文件属于哪一项。"),
            "invalid_choice": gettext_lazy("本单位不报送这个目录项。请从列表中选择。"),
        },
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("方式"),
        choices=MODES,
        initial=Mode.UPSERT.value,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("没有选择方式。请选“新增或更新”或“撤回”。"),
            "invalid_choice": gettext_lazy("没有这种方式。请选“新增或更新”或“撤回”。"),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        allow_empty_file=True,
        help_text=gettext_lazy("CSV、XLSX、XLS、JSON Lines 或 Parquet，不超过 200 MB，一次一个文件。"),
        error_messages={"required": gettext_lazy("没有选择文件。请把文件拖到虚线框内，或用按钮选择。")},
    )  # fmt: skip

    def __init__(self, *args: Any, items: Iterable[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, say(title)) for code, title in items]
        self.fields["item"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            megabytes = round(file.size / 2**20)
            text = _("文件 %(size)s MB，上限 200 MB。请分成几份，或用 Parquet、接口报送。")
            raise forms.ValidationError(text % {"size": megabytes}, code="file.too_large")
        if not file.size:
            raise forms.ValidationError(
                _("文件是空的（0 字节）。请确认保存后再选择。"), code="file.empty"
            )
        return file


class DiscardForm(forms.Form):
    """Why rows are given up."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("会记入本次报送，审计可查。例如：重复报送，原系统中已删除。"),
        error_messages={"required": gettext_lazy("没有填写原因。请用几个字说明为什么放弃。")},
    )


class RowForm(forms.Form):
    """One row of an item, field by field as the catalogue describes them.

    It judges nothing but what is missing (`demanding`): the ordinary checks do, wherever a
    row comes from. `texts` gives the cells as a file would bring them.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        fields: Iterable[Field],
        code_lists: Mapping[str, CodeList],
        demanding: bool = False,
        focus: str = "",
    ) -> None:
        super().__init__(data, prefix="row")
        self._demanding = demanding
        self.described = {field.name: field for field in fields}
        self.code_lists = code_lists
        for field in self.described.values():
            listed = code_lists.get(field.codes or "")
            made = _field(field, listed)
            if field.name == focus:
                made.widget.attrs["autofocus"] = True
            self.fields[field.name] = made
            if listed and listed.open_prefix:
                self.fields[field.name + OTHER] = _other(field, listed.open_prefix)
        self._prefixes = {
            field.name: listed.open_prefix
            for field in self.described.values()
            if (listed := code_lists.get(field.codes or "")) and listed.open_prefix
        }

    def full_clean(self) -> None:
        super().full_clean()
        if not self._demanding and self.is_bound:
            self.errors.clear()  # the checks will tell

    def sent(self) -> Iterator[tuple[str, list[str]]]:
        """What was sent, control by control, to be carried along by the next page."""
        for name in self.fields:
            key = self.add_prefix(name)
            if hasattr(self.data, "getlist"):
                yield key, self.data.getlist(key)
            else:
                value = self.data.get(key) or ""
                yield key, value if isinstance(value, list) else [str(value)]

    def rows(self) -> Iterator[tuple[Field, Any, Any]]:
        """Each field with its control, and that of the free text behind 其他 where it has one."""
        for name, field in self.described.items():
            other = name + OTHER
            yield field, self[name], self[other] if other in self.fields else None

    def texts(self) -> dict[str, str]:
        """Field → what its cell says; an empty one too."""
        return {name: self._text(name) for name in self.described}

    def _text(self, name: str) -> str:
        value = self.cleaned_data.get(name) or ""
        other = (self.cleaned_data.get(name + OTHER) or "").strip()
        parts = list(value) if isinstance(value, (list, tuple)) else [value.strip()]
        prefix = self._prefixes.get(name)
        if other and prefix:
            parts = [part for part in parts if part != prefix] + [f"{prefix}-{other}"]
        return "；".join(part for part in parts if part)


def row_data(
    cells: Mapping[str, str], fields: Iterable[Field], code_lists: Mapping[str, CodeList]
) -> dict[str, Any]:
    """The cells of a row as a sent RowForm would bring them."""
    data: dict[str, Any] = {}
    for field in fields:
        text = cells.get(field.name) or ""
        listed = code_lists.get(field.codes or "")
        if field.type is FieldType.CODES and listed:
            parts, other = _ticked(text, listed)
            data[f"row-{field.name}"], data[f"row-{field.name}{OTHER}"] = parts, other
        elif listed:
            value, other = _chosen(text, listed)
            data[f"row-{field.name}"], data[f"row-{field.name}{OTHER}"] = value, other
        else:
            data[f"row-{field.name}"] = text
    return data


def _field(field: Field, listed: CodeList | None) -> forms.Field:
    common: dict[str, Any] = {
        "label": say(field.title),
        "required": field.required,
        "help_text": _hint(field),
        "error_messages": {"required": _("「%(title)s」没有填写。") % {"title": say(field.title)}},
    }
    if listed is not None and field.type is FieldType.CODES:
        return _Several(choices=_choices(listed), widget=forms.CheckboxSelectMultiple, **common)
    if listed is not None:
        return _One(choices=_choices(listed), **_chooser(listed), **common)
    if field.type is FieldType.BOOLEAN:
        return _One(choices=YES_NO, widget=forms.RadioSelect, **common)
    return forms.CharField(widget=_widget(field), strip=True, **common)


class _One(forms.ChoiceField):
    """One of the listed values; another one is not judged here."""

    def valid_value(self, value: str) -> bool:  # noqa: ARG002  the checks judge it
        return True


class _Several(forms.MultipleChoiceField):
    """Some of the listed values; another one is not judged here."""

    def valid_value(self, value: str) -> bool:  # noqa: ARG002  the checks judge it
        return True


def _chooser(listed: CodeList) -> dict[str, Any]:
    offered = [code for code in listed.codes if not code.refused]
    return {"widget": forms.RadioSelect if len(offered) <= FEW else _Select}


class _Select(forms.Select):
    """A list with an empty first line: nothing is chosen for anybody."""

    def optgroups(self, name: str, value: list[Any], attrs: Any = None) -> Any:
        self.choices = [("", _("请选择")), *(one for one in self.choices if one[0] != "")]
        return super().optgroups(name, value, attrs)


def _choices(listed: CodeList) -> list[tuple[str, str]]:
    found = [
        (code.title.zh, say(code.title)) for code in listed.codes if not code.refused
    ]  # fmt: skip
    prefix = listed.open_prefix
    if prefix and prefix not in dict(found):
        found.append((prefix, _("其他（在下面说明）")))
    return found


def _other(field: Field, prefix: str) -> forms.Field:
    label = _("%(label)s：%(prefix)s，请说明")
    return forms.CharField(
        label=label % {"label": say(field.title), "prefix": prefix},
        required=False,
        max_length=200,
    )


def _widget(field: Field) -> forms.Widget:
    if field.type is FieldType.DATE:
        return forms.TextInput({"class": "form-date", "inputmode": "numeric"})
    if field.type in _NUMBERS:
        return forms.TextInput({"class": "form-short num", "inputmode": "decimal"})
    if field.type is FieldType.USCC:
        return forms.TextInput({"class": "code", "spellcheck": "false", "autocapitalize": "characters"})  # fmt: skip
    if field.type is FieldType.TEXT and (field.max or LONG_TEXT + 1) > LONG_TEXT:
        return forms.Textarea({"rows": 3})
    return forms.TextInput()


def _hint(field: Field) -> str:
    parts = [say(field.note)] if field.note else []
    if field.codes is None and field.type not in {FieldType.TEXT, FieldType.BOOLEAN}:
        parts.append(say(format_of(field)))
    return _("。").join(parts)


def _ticked(text: str, listed: CodeList) -> tuple[list[str], str]:
    words = [word.strip() for word in _BETWEEN_CODES.split(text) if word.strip()]
    found = [_chosen(word, listed) for word in words]
    return [value for value, _other in found if value], next((o for _v, o in found if o), "")


def _chosen(text: str, listed: CodeList) -> tuple[str, str]:
    """The choice that a cell's text means, and the free text behind 其他."""
    word = text.strip()
    for code in listed.codes:
        spelled = {code.code, code.title.zh, code.title.en, *code.synonyms}
        if not code.refused and word in spelled:
            return code.title.zh, ""
    prefix = listed.open_prefix
    if prefix and word.startswith(prefix):
        return prefix, word.removeprefix(prefix).lstrip("-－—:： ")
    return "", ""
