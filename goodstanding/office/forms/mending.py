"""A row to be put right, as its form: what was given, what is wrong, what is suggested."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.domain.model import Text
from goodstanding.collection.domain.fault_titles import Reason, reason_of
from goodstanding.collection.domain.kept import Mode, kept_fields
from goodstanding.collection.domain.suggestions import Suggestion, suggestions
from goodstanding.collection.forms import RowForm, row_data
from goodstanding.collection.queries import finding_groups, quarantine
from goodstanding.collection.queries.findings import Cells
from goodstanding.office.queries.submitted import code_lists, item_now
from goodstanding.organisations import queries as organisations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goodstanding.catalogue.domain.model import Field, Item
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.collection.models import QuarantinedRow, Submission
    from goodstanding.collection.queries.finding_groups import Told


@dataclass(frozen=True)
class Asked:
    """One field of the row: its control, what was given, what is wrong, what is suggested."""

    field: Field
    bound: Any
    other: Any  # control of the free text behind 其他, if the field has one
    given: str
    told: tuple[Told, ...]
    suggested: tuple[Suggestion, ...]
    cell: str | None
    alike: tuple[int, int] | None  # rule, and in how many waiting rows it has this value

    @property
    def is_faulty(self) -> bool:
        return any(one.level == "error" for one in self.told)


@dataclass(frozen=True)
class Mended:
    """A row of a submission on its way to being right."""

    submission: Submission
    item: Item
    row: int
    waiting: int  # rows of the submission that wait, this one included
    before: int  # of them, those that stand before it
    form: RowForm
    fields: tuple[Asked, ...]
    given: Mapping[str, str]
    told: tuple[Told, ...]
    raw: str | None  # the line as it stood, where it could not be split into cells
    is_person: bool

    @property
    def cell(self) -> str | None:
        return next((one.cell for one in self.fields if one.is_faulty and one.cell), None)

    @property
    def who(self) -> tuple[str, ...]:
        return finding_groups.known_by(self.item, self.given)

    @property
    def faulty(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.fields if one.is_faulty)

    @property
    def sound(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.fields if not one.is_faulty)

    @property
    def elsewhere(self) -> tuple[Told, ...]:
        """What is wrong with the row as a whole, or with a field that the form does not have."""
        names = {one.field.name for one in self.fields}
        return tuple(one for one in self.told if one.field not in names)

    def changes(self) -> dict[str, str]:
        """The fields whose text differs from the one that stands."""
        self.form.is_valid()
        texts = self.form.texts()
        before = RowForm(_data(self), fields=self.form.described.values(), code_lists=self._lists())
        before.is_valid()
        stood = before.texts()
        return {
            name: text
            for name, text in texts.items()
            if text != stood[name] or _starred(self.given.get(name))
        }

    def _lists(self) -> Mapping[str, Any]:
        return self.form.code_lists


def row_to_mend(
    submission: Submission,
    row: int,
    loaded: LoadedCatalogue,
    *,
    focus: str = "",
) -> Mended | None:
    """The row with what is wrong with it by its last try; None when it no longer waits."""
    waiting = quarantine.waiting_row(submission, row)
    if waiting is None:
        return None
    item = item_now(submission, loaded)
    lists = code_lists(item, loaded)
    cells = quarantine.latest_cells(waiting)
    told = _told(waiting, submission, item)
    faulty = [one.field for one in told if one.level == "error"]
    fields = kept_fields(item, Mode(submission.mode))
    form = RowForm(
        row_data(cells, fields, lists), fields=fields, code_lists=lists,
        focus=focus if focus in {one.name for one in fields} else next(iter(faulty), ""),
    )  # fmt: skip
    rows = quarantine.waiting_rows(submission)
    made = Mended(
        submission, item, row, rows.count(), rows.filter(row__lt=row).count(), form, (), cells,
        tuple(told), cells.get(""), any(reason_of(one.code) is Reason.PERSON for one in told),
    )  # fmt: skip
    return replace(made, fields=_asked(made, lists, tries=waiting.corrected_by_id is not None))


def _told(waiting: QuarantinedRow, submission: Submission, item: Item) -> list[Told]:
    """What the last try was told, at the cells of the agency's own sheet."""
    tried, place = waiting.corrected_by, waiting.corrected_as
    if tried is None or place is None:
        return finding_groups.of_row(submission, item, waiting.row)
    cell = Cells(submission.columns)
    found = finding_groups.of_row(tried, item, place)
    return [replace(one, row=waiting.row, cell=cell(one.field, waiting.row)) for one in found]


def typed(mended: Mended, data: Any) -> Mended:
    """The same row with what the clerk typed, and with a suggestion put in place if one was chosen."""
    sent = data.copy()
    name, _equals, value = str(sent.pop("use", [""])[0]).partition("=")
    if name in mended.form.described:
        field = mended.form.described[name]
        for key, one in row_data({name: value}, [field], mended.form.code_lists).items():
            sent.setlist(key, one if isinstance(one, list) else [one])
    form = RowForm(
        sent, fields=mended.form.described.values(), code_lists=mended.form.code_lists, focus=name
    )
    made = replace(mended, form=form)
    return replace(made, fields=_asked(made, form.code_lists, tries=True))


def _asked(mended: Mended, lists: Mapping[str, Any], *, tries: bool) -> tuple[Asked, ...]:
    form, cell = mended.form, Cells(mended.submission.columns)
    return tuple(
        Asked(
            field, form[field.name], form[other] if (other := field.name + "__other") in form.fields else None,
            mended.given.get(field.name, ""),
            tuple(one for one in mended.told if one.field == field.name),
            _suggested(field, mended, lists), cell(field.name, mended.row),
            None if tries else _alike(mended, field),
        )
        for field in form.described.values()
    )  # fmt: skip


def _suggested(field: Field, mended: Mended, lists: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    codes = {one.code for one in mended.told if one.field == field.name and one.level == "error"}
    if not codes:
        return ()
    given = mended.given.get(field.name)
    if "name.contradicts_code" in codes:
        return _registered_name(mended.given.get("uscc", ""))
    if "uscc.mask_contradicts" in codes or "uscc.unregistered" in codes:
        return ()
    return suggestions(field, given, lists.get(field.codes or ""))


def _registered_name(code: str) -> tuple[Suggestion, ...]:
    try:
        found = organisations.find(code)
    except (organisations.UnknownOrganisationError, organisations.AmbiguousNameError):
        return ()
    why = Text("该代码登记的名称", "the name registered under this code")
    return (Suggestion(found.name, why),)


def _alike(mended: Mended, field: Field) -> tuple[int, int] | None:
    """The field's first error and how many waiting rows have it with the same value, if several."""
    for number, rule in enumerate(mended.submission.rules):
        if rule["level"] == "error" and any(
            one.code == rule["code"] and one.field == field.name for one in mended.told
        ):
            given = next(one.given for one in mended.told if one.code == rule["code"])
            count = finding_groups.count_alike(mended.submission, number, given)
            return (number, count) if count > 1 else None
    return None


def next_row(submission: Submission, row: int) -> int | None:
    """The next waiting row, beginning again at the top after the last."""
    rows = quarantine.waiting_rows(submission).values_list("row", flat=True)
    return rows.filter(row__gt=row).first() or rows.first()


@dataclass(frozen=True)
class Alike:
    """Waiting rows with the same fault and the same value, and what to put in its place."""

    field: Field
    told: tuple[Told, ...]
    given: str | None
    bound: Any
    other: Any
    value: str
    suggested: tuple[Suggestion, ...]
    rule: int
    row: int

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(one.row for one in self.told if one.row is not None)


def alike(
    submission: Submission, row: int, rule: int, loaded: LoadedCatalogue, *, data: Any = None
) -> Alike | None:
    """The rows that have what this row has under this rule; None where it no longer waits."""
    if rule >= len(submission.rules):
        return None
    item = item_now(submission, loaded)
    name = submission.rules[rule]["field"]
    here = [one for one in finding_groups.of_row(submission, item, row) if one.field == name]
    fields: Sequence[Field] = [
        one for one in kept_fields(item, Mode(submission.mode)) if one.name == name
    ]
    if not here or not fields or quarantine.waiting_row(submission, row) is None:
        return None
    lists = code_lists(item, loaded)
    given = next((one.given for one in here if one.code == submission.rules[rule]["code"]), None)
    form = RowForm(
        data or row_data({name: given or ""}, fields, lists), fields=fields, code_lists=lists
    )
    form.is_valid()
    text = form.texts()[name]
    other = form[name + "__other"] if name + "__other" in form.fields else None
    return Alike(
        fields[0], tuple(finding_groups.same_fault(submission, item, rule, given)), given,
        form[name], other, text if text != (given or "") else "",
        suggestions(fields[0], given, lists.get(fields[0].codes or "")), rule, row,
    )  # fmt: skip


def _data(mended: Mended) -> dict[str, Any]:
    form = mended.form
    return row_data(mended.given, form.described.values(), form.code_lists)


def _starred(given: str | None) -> bool:
    """Whether what stands is a mask: sending it again unchanged would load the mask."""
    return bool(given) and "*" * 6 in str(given)
