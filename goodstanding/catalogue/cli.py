"""`goodstanding policy …`: reads policy folders and nothing else, no database."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

# Heavy imports stand inside the commands: each waits only for what it needs.
if TYPE_CHECKING:
    from goodstanding.catalogue.domain.loading import Loaded
    from goodstanding.catalogue.queries import LoadedCatalogue
    from goodstanding.lib.environment import Environment

REFUSED = 3
# Who else reads a part of the policy folder, by name since they stand above: "module:function"
# takes the folder's files and its catalogue, and answers faults.
FURTHER = {
    "ratings": "goodstanding.ratings.queries.models:check",
    "verification": "goodstanding.verification.queries.purposes:check",
}
FOLDER = click.Path(path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@click.group()
def policy() -> None:
    """The catalogue and its rules: check, explain, compare, spreadsheets."""


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))


def _in_force(environment: Environment) -> LoadedCatalogue:
    from goodstanding.catalogue.queries import catalogue_in_force

    # A home is made by the first command that needs it, and is nobody else's to read.
    environment.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return catalogue_in_force(environment.policy, environment.home / "cache")


# -- check --------------------------------------------------------------------


@policy.command()
@click.argument("folder", type=FOLDER, required=False)
@as_json_option
@click.pass_context
def check(context: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """Load all policy and name each fault with its file, line and reason."""
    from goodstanding.catalogue.adapters import folder as folders

    place = folder or context.obj.policy
    loaded = _with_further(folders.load_folder(place), place)
    summary = _summary(loaded, folders.edition(place) if place.is_dir() else None)
    if as_json:
        _print_json(summary)
    else:
        _print_check(loaded, summary)
    context.exit(REFUSED if loaded.faults else 0)


def _with_further(loaded: Loaded, place: Path) -> Loaded:
    """What other parts find wrong in what they read; asked only once the catalogue itself is sound."""
    if loaded.faults:
        return loaded
    from goodstanding.catalogue.adapters import folder as folders
    from goodstanding.catalogue.queries import WholeCatalogue

    files = folders.contents(place)
    catalogue = WholeCatalogue(loaded.catalogue)
    faults = loaded.faults
    for part, named in FURTHER.items():
        module, function = named.split(":")
        own = {path: text for path, text in files.items() if path.startswith(f"{part}/")}
        if own:
            faults += getattr(import_module(module), function)(own, catalogue)
    return replace(loaded, faults=tuple(sorted(faults)))


def _summary(loaded: Loaded, edition: str | None) -> dict[str, Any]:
    items = loaded.catalogue.items.values()
    faults = [
        {"file": f.file, "line": f.line, "code": f.code, "message": f.en, "message_zh": f.zh}
        for f in loaded.faults
    ]
    return {
        "items": len(items),
        "on": sum(item.on for item in items),
        "agencies": len(loaded.catalogue.agencies),
        "edition": edition,
        "faults": faults,
    }


def _print_check(loaded: Loaded, summary: dict[str, Any]) -> None:
    for fault in loaded.faults:
        click.echo(f"{fault.file}:{fault.line}  {fault.code}\n    {fault.zh}\n    {fault.en}")
    click.echo(
        f"{summary['items']} items, {summary['on']} on, {summary['agencies']} agencies, "
        f"{len(loaded.faults)} faults, edition {summary['edition']}"
    )


# -- show, template -----------------------------------------------------------


@policy.command()
@click.argument("code")
@as_json_option
@click.pass_obj
def show(environment: Environment, code: str, *, as_json: bool) -> None:
    """Explain one item: fields, legal basis, key, deadline, disclosure."""
    from goodstanding.catalogue.domain.edition import plain
    from goodstanding.catalogue.domain.explanation import explain

    catalogue = _in_force(environment)
    item = catalogue.item(code)
    if as_json:
        _print_json({**plain(item), "edition": catalogue.edition})
    else:
        click.echo(explain(item, catalogue.agencies))


@policy.command()
@click.argument("item")
@click.option("-o", "--output", type=FOLDER, required=True, help="The .xlsx file to write.")
@click.pass_obj
def template(environment: Environment, item: str, output: Path) -> None:
    """Write the spreadsheet that an agency fills in for ITEM."""
    from goodstanding.catalogue.adapters import template as templates

    if output.suffix.lower() != ".xlsx" or not output.absolute().parent.is_dir():
        raise click.BadParameter(
            f"'{output}': a file that ends in .xlsx, in a folder that exists", param_hint="-o"
        )
    catalogue = _in_force(environment)
    wanted = catalogue.item(item)
    templates.write(wanted, catalogue.code_lists, catalogue.edition, output)
    click.echo(f"{output}: {wanted.title.zh} {wanted.title.en}", err=True)


# -- diff ---------------------------------------------------------------------


@policy.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@as_json_option
def diff(old: Path, new: Path, *, as_json: bool) -> None:
    """Say what changes from one policy folder to another, and what breaks."""
    from goodstanding.catalogue.adapters import folder as folders
    from goodstanding.catalogue.domain.difference import difference
    from goodstanding.catalogue.domain.edition import plain

    changes = difference(folders.faultless(old), folders.faultless(new))
    if as_json:
        editions = {"old": folders.edition(old), "new": folders.edition(new)}
        breaking = sum(change.breaking for change in changes)
        _print_json({**editions, "breaking": breaking, "changes": [plain(c) for c in changes]})
        return
    for change in changes:
        click.echo(f"{'!' if change.breaking else ' '} {change.says.zh}\n  {change.says.en}")
    click.echo(f"{len(changes)} changes, {sum(c.breaking for c in changes)} breaking (!)")
