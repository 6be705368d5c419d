"""What policy says of reports and certificates: order, words, domains, grounds, how long they are good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from goodstanding.catalogue.domain.durations import is_duration
from goodstanding.catalogue.domain.model import LegalBasis, Text

if TYPE_CHECKING:
    from goodstanding.catalogue.domain.reading import Reader

ONE_SOURCE: Final = Text(
    "写 model，或者写 item 和 field。", "Give a model, or an item with its field."
)


@dataclass(frozen=True)
class Heading:
    """What every kind of document has: its name, its edition, how long it is good, on what basis."""

    kind: str
    edition: str
    title: Text
    subtitle: Text
    valid_for: str  # ISO 8601 duration
    legal_basis: tuple[LegalBasis, ...]
    notes: tuple[Text, ...]
    mark: str


@dataclass(frozen=True)
class Section:
    """One section of the public report: the classes of the catalogue that it shows."""

    code: str
    title: Text
    short: Text
    classes: tuple[str, ...]


@dataclass(frozen=True)
class PublicLayout:
    heading: Heading
    sections: tuple[Section, ...]
    advice: Text
    advised: tuple[Text, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True)
class Domain:
    """A domain of government that a special report can speak of, and whose data it rests on."""

    code: str
    title: Text
    agencies: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class SpecialLayout:
    heading: Heading
    longest: str  # ISO 8601 duration
    families: tuple[str, ...]
    list_classes: tuple[str, ...]
    domains: tuple[Domain, ...]
    not_covered: tuple[Text, ...]
    left_out: tuple[Text, ...]


@dataclass(frozen=True)
class GradeSource:
    """Where a grade comes from: the field of an item that an agency supplies, or a model of our own."""

    code: str  # of the item or model
    field: str  # of the item; empty for a model
    mark: str

    @property
    def is_model(self) -> bool:
        return not self.field


@dataclass(frozen=True)
class CertificateLayout:
    """One kind of certificate: its sentence, the public facts that it needs, the grades that it can tell."""

    heading: Heading
    statement: Text  # with {title}, {body} and {grade}, where it tells one
    statuses: tuple[str, ...]
    free_of: tuple[str, ...]  # classes of the catalogue
    grades: tuple[GradeSource, ...]


@dataclass(frozen=True)
class Layouts:
    public: PublicLayout
    special: SpecialLayout
    standing: CertificateLayout
    single: CertificateLayout
    composite: CertificateLayout

    @property
    def certificates(self) -> tuple[CertificateLayout, ...]:
        return (self.standing, self.single, self.composite)

    def title(self, kind: str) -> Text:
        """What a kind of document is called."""
        certificates = [one.heading for one in self.certificates]
        headings = [self.public.heading, self.special.heading, *certificates]
        return next(one.title for one in headings if one.kind == kind)


def read_public(reader: Reader) -> PublicLayout:
    """The layout of the public report, with every fault noted in the reader's list."""
    layout = PublicLayout(
        heading=_heading(reader),
        sections=tuple(_section(one) for one in reader.readers("sections")),
        advice=reader.required_title("advice"),
        advised=_texts(reader, "advised"),
        left_out=_texts(reader, "left_out"),
    )
    _require(reader, "sections")
    reader.finish()
    return layout


def read_special(reader: Reader) -> SpecialLayout:
    """The layout of the special report, with every fault noted in the reader's list."""
    layout = SpecialLayout(
        heading=_heading(reader),
        longest=_duration(reader, "longest"),
        families=reader.texts("families"),
        list_classes=reader.texts("list_classes"),
        domains=tuple(_domain(one) for one in reader.readers("domains")),
        not_covered=_texts(reader, "not_covered"),
        left_out=_texts(reader, "left_out"),
    )
    _require(reader, "families", "domains")
    reader.finish()
    return layout


def read_certificate(reader: Reader) -> CertificateLayout:
    """One kind of certificate, with every fault noted in the reader's list.

    It rests on what the organisation is free of, or on a grade.
    """
    layout = CertificateLayout(
        heading=_heading(reader),
        statement=reader.required_title("statement"),
        statuses=reader.texts("statuses"),
        free_of=reader.texts("free_of"),
        grades=tuple(_grade_source(one) for one in reader.readers("grades")),
    )
    _require(reader, "statuses")
    if not layout.free_of and not layout.grades:
        _require(reader, "free_of", "grades")
    reader.finish()
    return layout


def _grade_source(reader: Reader) -> GradeSource:
    model, item = reader.text("model"), reader.text("item")
    field = reader.text("field") if model else reader.required_text("field")
    if bool(model) == bool(item) or (model and field):
        reader.missing("model / item", ONE_SOURCE)
    source = GradeSource(model or item or "", field or "", reader.mark())
    reader.finish()
    return source


def _heading(reader: Reader) -> Heading:
    basis = reader.legal_basis()
    if not basis:
        reader.fault(None, "policy.no_legal_basis", given=reader.file)
    heading = Heading(
        kind=reader.required_text("kind"),
        edition=reader.required_text("edition"),
        title=reader.required_title("name"),
        subtitle=reader.required_title("subtitle"),
        valid_for=_duration(reader, "valid_for"),
        legal_basis=basis,
        notes=_texts(reader, "notes"),
        mark=reader.mark(),
    )
    reader.text("source")
    return heading


def _duration(reader: Reader, key: str) -> str:
    given = reader.required_text(key)
    if given and not is_duration(given):
        reader.fault(key, "policy.unknown_value", key=key, given=given, accepted="P1M, P5Y, P30D")
    return given


def _require(reader: Reader, *keys: str) -> None:
    for key in keys:
        if not reader.has(key):
            reader.missing(key)


def _texts(reader: Reader, key: str) -> tuple[Text, ...]:
    return tuple(_text(one) for one in reader.readers(key))


def _text(reader: Reader) -> Text:
    text = Text(reader.required_text("zh"), reader.required_text("en"))
    reader.finish()
    return text


def _section(reader: Reader) -> Section:
    section = Section(
        code=reader.required_text("code"),
        title=Text(reader.required_text("zh"), reader.required_text("en")),
        short=reader.required_title("short"),
        classes=reader.texts("classes"),
    )
    reader.finish()
    return section


def _domain(reader: Reader) -> Domain:
    domain = Domain(
        code=reader.required_text("code"),
        title=Text(reader.required_text("zh"), reader.required_text("en")),
        agencies=reader.texts("agencies"),
        mark=reader.mark(),
    )
    reader.finish()
    return domain
