"""`goodstanding demo`: the demonstration city, made and brought in through the ordinary door."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodstanding.demonstration import services
from goodstanding.demonstration.adapters import state
from goodstanding.lib.environment import CIVIL_TIME, Environment, now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from goodstanding.demonstration.services import Batch, Demonstration

ORGANISATIONS = 2000
SEED = 20260101
_COUNTS = ("rows", "new", "changed", "unchanged", "withdrawn", "quarantined", "findings")


@click.command()
@click.option(
    "--organisations",
    type=click.IntRange(200, 2_000_000),
    default=ORGANISATIONS,
    show_default=True,
    help="How many organisations the city has.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=SEED,
    show_default=True,
    help="The same seed gives the same city.",
)
@click.option(
    "--items",
    type=click.Choice(["first", "all"]),
    default="first",
    show_default=True,
    help="The items that weigh most, or every item that is on: one file at least for each.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def demo(
    environment: Environment, *, organisations: int, seed: int, items: str, as_json: bool
) -> None:
    """Make the fictitious city of Yunxi and load it as its agencies would.

    A city that was begun is taken up again where it stopped, with the day on which it was
    begun; one that is there already is only told of.
    """
    from goodstanding.background.adapters.node import open_node

    with_people = environment.env == "demo"  # accounts with a known password exist nowhere else
    open_node(environment, queue=with_people, faces=with_people)
    from goodstanding.catalogue.queries import catalogue_in_force
    from goodstanding.collection.adapters.warming import warming

    loaded = catalogue_in_force(environment.policy, environment.home / "cache")
    today = now(environment).astimezone(CIVIL_TIME).date()
    kept = state.begin(environment.home, organisations, seed, items, today)
    city = services.demonstration(
        items=loaded.all_items(), lists=loaded.code_lists, policy=environment.policy,
        organisations=organisations, seed=seed, today=kept.today, first_only=items == "first",
    )  # fmt: skip
    firm = _tell_people(city, now(environment)) if with_people else ""
    if kept.summary is None:
        with warming(_in_order(city)):
            summary = run(city, _submit(environment), clock=time.monotonic)
        kept = state.finish(environment.home, kept, summary)
    if with_people:
        make_cases(environment, firm)
        make_rulings(environment, firm)
        hand_out(*services.two_enterprises(city), environment)
    told = kept.summary or {}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else described(told))


def make_cases(environment: Environment, firm: str) -> None:
    """Procedures in every state, made once by the ordinary steps."""
    from goodstanding.audit.domain import command
    from goodstanding.casework.services.timing import timing_of
    from goodstanding.commitments.services import demonstration as commitments
    from goodstanding.complaints.services import demonstration as complaints
    from goodstanding.listings.services.demonstration import create_demo_entries
    from goodstanding.listings.services.demonstration_extensions import create_demo_extensions
    from goodstanding.measures.services.demonstration import create_demo_answers
    from goodstanding.objections.services import demonstration as objections
    from goodstanding.repairs.services import demonstration as repairs

    instant = now(environment).astimezone(CIVIL_TIME)
    made = create_demo_entries(environment=environment, now=instant, first=firm)
    called = create_demo_answers(environment=environment, by=command("demo"), now=instant)
    made += create_demo_extensions(environment=environment, now=instant)
    timing = timing_of(environment)
    given: dict[str, Any] = {"environment": environment, "timing": timing, "now": instant}
    for procedure in (repairs, commitments, complaints):
        procedure.make_cases(**given)
    objections.make_cases(**given, first=firm)
    click.echo(f"{made} list entries, from draft to removal; {called} measures.", err=True)


def make_rulings(environment: Environment, firm: str) -> None:
    """A court's ruling in every state, about others than the firm whose representative signs in."""
    from goodstanding.casework.services.timing import timing_of
    from goodstanding.repairs.services import demonstration as repairs

    instant = now(environment).astimezone(CIVIL_TIME)
    repairs.make_rulings(
        repairs.ruled(without=firm),
        environment=environment,
        timing=timing_of(environment),
        now=instant,
    )


def _tell_people(city: Demonstration, instant: datetime) -> str:
    """Make an account for every role, and say on standard error how to sign in.

    Answers the code of the organisation whose representative can.
    """
    from goodstanding.accounts.services import demonstration
    from goodstanding.audit.domain import command

    firm, bank = services.two_enterprises(city)
    people = demonstration.create_demo_people(
        by=command("demo"), now=instant, organisation=firm, bank=bank
    )
    click.echo(f"Accounts, all with the password {demonstration.PASSWORD}:", err=True)
    for person in people:
        body = person.agency or {demonstration.ORGANISATION: firm, demonstration.BANK: bank}.get(
            person.organisation, ""
        )
        click.echo(f"  {person.email:24} {' '.join(person.roles)} {body}", err=True)
    return firm


def hand_out(firm: str, bank: str, environment: Environment) -> None:
    """Issue a firm's first documents, and let a bank see its file; once."""
    from goodstanding.reports.services.demonstration import create_demo_documents

    create_demo_documents(firm, bank, environment=environment, now=now(environment))


def _in_order(city: Demonstration) -> list[str]:
    """The items of the city in the order in which their first files arrive."""
    return list(dict.fromkeys(delivery.item.code for delivery in city.deliveries()))


def _submit(environment: Environment) -> Callable[..., dict[str, Any]]:
    """The ordinary way in, for files of a folder at given instants."""
    from goodstanding.collection.domain.kept import Mode
    from goodstanding.collection.queries.submissions import summary
    from goodstanding.collection.services.submitting import submit

    def send(
        path: Path, *, item: str, agency: str, mode: str, key: str | None, now: datetime
    ) -> dict[str, Any]:
        with path.open("rb") as content:
            submission = submit(
                content,
                filename=path.name,
                item=item,
                agency=agency,
                mode=Mode(mode),
                key=key,
                wait=True,
                environment=environment,
                now=now,
                progress=lambda _stage: None,
            )
        answer: dict[str, Any] = summary(submission)
        return answer

    return send


class Tally:
    """Counts over all answers of `submit`, whether they are mappings or objects."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refused: list[str] = []

    def add(self, batch: Batch, answer: Any) -> None:
        """Count one answer. A refused file is kept by name: none should be."""
        self.counts["submissions"] += 1
        for name in _COUNTS:
            self.counts[name] += int(_part(answer, name) or 0)
        if _part(answer, "state") == "refused":
            self.refused.append(batch.path.name)

    def summary(self, demo: Demonstration, seconds: float) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "organisations": demo.organisations,
            "seed": demo.seed,
            "items": len(demo.items),
            **{name: self.counts[name] for name in ("submissions", *_COUNTS)},
            "refused": self.refused,
            "seconds": round(seconds, 1),
        }


def _part(answer: Any, name: str) -> Any:
    if isinstance(answer, dict):
        return answer.get(name)
    return getattr(answer, name, None)


def _bar(label: str, length: int) -> Any:
    """A bar on standard error, hidden where that is no terminal."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden)


def run(
    demo: Demonstration,
    submit: Callable[..., Any],
    *,
    clock: Callable[[], float],
) -> dict[str, Any]:
    """Make and load the city with a progress bar on standard error; the summary of `--json`.

    Files stand in a temporary folder and are removed one by one as they are taken in.
    """
    tally, started, total = Tally(), clock(), len(demo.deliveries())
    with tempfile.TemporaryDirectory() as folder, _bar(demo.words.city, total) as bar:

        def loaded(batch: Batch, answer: Any) -> None:
            tally.add(batch, answer)
            batch.path.unlink()
            bar.update(batch.order + 1 - bar.pos)

        services.load(services.batches(demo, Path(folder)), submit, loaded)
        bar.update(total - bar.pos)
    return tally.summary(demo, clock() - started)


def described(summary: dict[str, Any]) -> str:
    """The summary for a person, and where to look next."""
    lines = [
        "{organisations} organisations, {rows} rows in {submissions} submissions, {seconds} s.".format(
            **summary
        ),
        "{quarantined} rows are in quarantine with {findings} findings.".format(**summary),
        "Look at:  goodstanding organisation CODE_OR_NAME",
        "          goodstanding findings SUBMISSION",
    ]
    if summary["refused"]:
        lines.insert(2, "Refused: " + ", ".join(summary["refused"]))
    return "\n".join(lines)
