"""`goodstanding report`, `certificate`, `verify-document`."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from datetime import datetime

    from goodstanding.reports.domain.verdict import Verdict
    from goodstanding.reports.models import Document

DAY = click.DateTime(["%Y-%m-%d"])
DEFAULT_YEARS = 3
LANGUAGE = click.Choice(["zh", "en"])


@click.command()
@click.argument("code_or_name", required=False)
@click.option("--list", "listed", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="In place of one organisation: a file with up to 10,000 of them; -o is a folder.")  # fmt: skip
@click.option("--for", "holder", default="", help="list: agency or credit code of whoever gets the reports.")  # fmt: skip
@click.option("--special", is_flag=True, help="In place of certificates of no violation.")
@click.option("--from", "start", type=DAY, help="special: the first day (default: 3 years ago).")
@click.option("--to", "end", type=DAY, help="special: the last day (default: today).")
@click.option("--domain", "domains", multiple=True, help="special: a domain (default: all).")
@click.option("--purpose", default="", help="special, list: whom it is for and what for.")
@click.option("--applicant", default="", help="special: who asks (default: the organisation).")
@click.option("--language", type=LANGUAGE, default="zh", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write the PDF; list: the folder.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document, the content included.")
@click.pass_obj
def report(
    environment: Environment, *, code_or_name: str | None, listed: Path | None, holder: str,
    special: bool, start: datetime | None, end: datetime | None, domains: tuple[str, ...],
    purpose: str, applicant: str, language: str, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Issue a signed report on an organisation, by code, old number or full name; or on each of a list.

    With --list FILE -o FOLDER there is one public report for each organisation, and result.csv says
    of every row what became of it. Killed, the same call goes on where it was.
    """
    if (code_or_name is None) == (listed is None):
        raise click.UsageError("Give one organisation, or --list with a file.")
    _open(environment)
    if listed is not None:
        if special or output is None or not holder or not purpose:
            raise click.UsageError("--list takes -o FOLDER, --for and --purpose, and makes public reports.")  # fmt: skip
        _report_each(environment, listed, output, (holder, purpose, language), as_json=as_json)
        return
    from goodstanding.disclosure.services.publishing import publish
    from goodstanding.organisations import queries as organisations
    from goodstanding.reports.services import issuing

    at = now(environment)
    publish(now=at, environment=environment)  # nobody may have a worker running
    found = organisations.find(code_or_name or "")
    if special:
        document = issuing.special_report(
            found, asked=_asked(environment, start, end, domains, at), purpose=purpose,
            applicant=applicant or found.name, language=language, environment=environment,
            by=_actor("report"), now=at,
        )  # fmt: skip
    else:
        document = issuing.public_report(
            found.uscc, language=language, environment=environment, by=_actor("report"), now=at
        )
    _answer(environment, document, output, as_json=as_json)


def _report_each(
    environment: Environment, listed: Path, folder: Path, words: tuple[str, str, str], *,
    as_json: bool,
) -> None:  # fmt: skip
    from goodstanding.collection.adapters.lists import read_lines
    from goodstanding.disclosure.services.publishing import publish
    from goodstanding.reports.queries.words import in_force
    from goodstanding.reports.services import batch

    at, (holder, purpose, language) = now(environment), words
    recipient = _recipient(holder, in_force(environment).catalogue)
    with listed.open("rb") as content:
        lines = batch.counted(read_lines(content, listed.name))
    publish(now=at, environment=environment)
    wanted = batch.Wanted(folder, language, recipient, purpose)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(lines), label="report", file=sys.stderr, hidden=hidden, show_pos=True) as bar:  # fmt: skip
        counts = batch.make(
            lines, wanted, environment=environment, by=_actor("report"), now=at, progress=bar.update
        )
    said = {"rows": len(lines), **counts, "result": str(folder / batch.RESULT)}
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else ", ".join(f"{name} {value}" for name, value in said.items()))  # fmt: skip


def _recipient(holder: str, catalogue: Any) -> Any:
    """An agency of the catalogue, or the organisation of a credit code."""
    from goodstanding.organisations import queries as organisations
    from goodstanding.recall.domain import HolderKind, Recipient
    from goodstanding.standards import uscc

    code = uscc.clean(holder)
    if uscc.is_valid(code):
        return Recipient(HolderKind.ORGANISATION, code, organisations.find(code).name)
    agency = catalogue.agency(holder)
    return Recipient(HolderKind.AGENCY, agency.code, agency.title.zh)


def _asked(
    environment: Environment, start: datetime | None, end: datetime | None,
    domains: tuple[str, ...], at: datetime,
) -> Any:  # fmt: skip
    from goodstanding.reports.domain.content import Asked
    from goodstanding.reports.queries.words import in_force

    today = at.astimezone(CIVIL_TIME).date()
    last = end.date() if end else today
    before = last.replace(year=last.year - DEFAULT_YEARS, day=min(last.day, 28))
    first = start.date() if start else before
    known = tuple(one.code for one in in_force(environment).layouts.special.domains)
    return Asked(first, last, domains or known)


@click.command()
@click.argument("code_or_name")
@click.option("--grade", default="", help="Of one grade: code of an item or rating model (default: of good standing).")  # fmt: skip
@click.option("--purpose", required=True, help="Whom it is for and what for.")
@click.option("--language", type=LANGUAGE, default="zh", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the PDF.")
@click.option("--token", type=click.Path(path_type=Path), help="Where to write the credential.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, the token included.")
@click.pass_obj
def certificate(
    environment: Environment, *, code_or_name: str, grade: str, purpose: str, language: str,
    output: Path | None, token: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Issue a certificate of good standing or of a grade: a signed PDF and a verifiable credential."""
    _open(environment)
    from goodstanding.disclosure.services.publishing import publish
    from goodstanding.organisations import queries as organisations
    from goodstanding.reports.services import certifying

    at = now(environment)
    publish(now=at, environment=environment)
    document = certifying.certify(
        organisations.find(code_or_name).uscc, grade=grade, purpose=purpose, language=language,
        environment=environment, by=_actor("certificate"), now=at,
    )  # fmt: skip
    if token:
        token.write_text(document.token, encoding="ascii")
    _answer(environment, document, output, as_json=as_json)


@click.command("verify-document")
@click.argument("code_or_file")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def verify_document(environment: Environment, *, code_or_file: str, as_json: bool) -> None:
    """Tell whether a document is real, unchanged and still good, by its file or its code.

    A document that is not genuine and valid ends with status 3.
    """
    _open(environment)
    from goodstanding.reports.domain.verdict import State
    from goodstanding.reports.services import verifying

    today = now(environment).astimezone(CIVIL_TIME).date()
    place = Path(code_or_file)
    if place.is_file():
        verdict = verifying.by_content(place.read_bytes(), environment=environment, today=today)
    else:
        verdict = verifying.by_code(code_or_file, today=today)
    said = verdict_json(verdict)
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else _as_text(verdict))
    if verdict.state is not State.GENUINE:
        sys.exit(3)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The answer of a verification as programs read it."""
    issued = verdict.issued
    return {
        "state": verdict.state.value,
        "compared": verdict.compared,
        "message": {"zh": verdict.word.zh, "en": verdict.word.en},
        "document": issued and {
            "number": issued.number, "code": issued.code, "kind": issued.kind, "name": issued.name,
            "uscc": issued.uscc, "issued_at": issued.issued_at.isoformat(),
            "as_of": issued.as_of.isoformat(), "valid_until": issued.valid_until.isoformat(),
            "sha256": issued.sha256,
            "revoked_at": issued.revoked_at and issued.revoked_at.isoformat(),
        },
        "grade": verdict.graded and {
            "of": verdict.graded["of"], "grade": verdict.graded["grade"], "points": verdict.graded["points"],
        },
        "stated": verdict.stated,
        "changes": {change.value: number for change, number in verdict.changes},
    }  # fmt: skip


def _as_text(verdict: Verdict) -> str:
    lines = [f"{verdict.word.zh} {verdict.word.en}"]
    if verdict.issued:
        lines.append(f"{verdict.issued.number}  {verdict.issued.name} {verdict.issued.uscc}")
    if verdict.graded:
        title, said = verdict.graded["title"], verdict.graded["said"]
        lines.append(f"{title['zh']} {title['en']}: {said['zh']} {said['en']}")
    if verdict.stated:
        lines.append(json.dumps(verdict.stated, ensure_ascii=False))
    lines += [f"{one.zh} {one.en}" for one in (*verdict.told, verdict.advice) if one.zh]
    return "\n".join(lines)


def _open(environment: Environment) -> None:
    from goodstanding.background.adapters.node import open_node

    open_node(environment, faces=True)


def _actor(name: str) -> Any:
    from goodstanding.audit.domain import command

    return command(name, operator=getpass.getuser())


def _answer(
    environment: Environment, document: Document, output: Path | None, *, as_json: bool
) -> None:
    from goodstanding.reports.services import issuing

    if output:
        output.write_bytes(issuing.read_file(document, environment=environment))
    said = document_json(document) | {"file": str(output) if output else None}
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else _document_text(said))


def document_json(document: Document) -> dict[str, Any]:
    """A document as programs read it: what was issued, and all that it says."""
    from goodstanding.reports.domain.codes import grouped

    return {
        "number": document.number, "code": grouped(document.code), "kind": document.kind,
        "uscc": document.uscc, "name": document.name, "language": document.language,
        "issued_at": document.issued_at.isoformat(), "as_of": document.as_of.isoformat(),
        "valid_until": document.valid_until.isoformat(), "sha256": document.sha256,
        "verify": document.address, "purpose": document.purpose,
        "token": document.token or None, "digest": document.digest,
        "content": json.loads(document.content),
    }  # fmt: skip


def _document_text(said: dict[str, Any]) -> str:
    lines = [f"{said['number']}  {said['name']} {said['uscc']}"]
    lines.append(f"核验码 code {said['code']} · 有效至 valid until {said['valid_until']}")
    lines.append(f"{said['verify']}")
    return "\n".join([*lines, said["file"]] if said["file"] else lines)
