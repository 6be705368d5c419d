"""Writes the reference pages that follow from the code, so that they can't drift from it.

python docs/generate.py           writes settings, commands, errors, findings and permissions
python docs/generate.py --check   changes nothing; status 1 if a page is not current
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import click

from docs.markdown import table
from docs.permissions import permissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goodstanding.catalogue.domain.model import Catalogue
    from goodstanding.lib.errors import GoodstandingError

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
HEAD = (
    "<!-- Written by docs/generate.py from the code. Change the code, then run `make docs`. -->\n"
)

# Items that hold every type of field between them, so that every kind of finding is met.
EXAMPLES = ("penalty", "licence", "registration", "annual_report", "builder_grade")
FIRST = EXAMPLES[:3]


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that are not current."""
    _prepare()
    pages = {name: HEAD + make() for name, make in PAGES.items()}
    if arguments == ["--check"]:
        return _compare(pages)
    for name, text in pages.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


def _compare(pages: dict[str, str]) -> int:
    stale = [name for name, text in pages.items() if _written(name) != text]
    for name in stale:
        print(f"docs/reference/{name} is not current: run `make docs`", file=sys.stderr)
    return 1 if stale else 0


def _written(name: str) -> str:
    file = REFERENCE / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _prepare() -> None:
    """The shipped settings and no others; models need Django's registry, not a database."""
    for variable in [name for name in os.environ if name.startswith("GOODSTANDING_")]:
        del os.environ[variable]
    os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
    from goodstanding.background.adapters.node import _set_up_django

    _set_up_django()


# -- settings -----------------------------------------------------------------

DEFAULTS = {
    "GOODSTANDING_HOME": "`~/.local/share/goodstanding`",
    "GOODSTANDING_DATABASE_URL": "none: the server that is shipped, in the home",
    "GOODSTANDING_POLICY": "the folder `policy/` that is shipped",
    "GOODSTANDING_ENGINE": "`duckdb`",
    "GOODSTANDING_ROLES": "`centre,public`",
    "GOODSTANDING_ENV": "`production`",
    "GOODSTANDING_CLOCK": "none: the machine's clock",
    "GOODSTANDING_HOSTS": "`localhost`, `127.0.0.1`, `[::1]`; any in test and demo",
    "GOODSTANDING_SECRET_KEY": "made at the first start and kept in the home",
    "GOODSTANDING_PUBLIC_DATABASE_URL": "none: the embedded server's own reading role",
    "GOODSTANDING_OIDC_ISSUER": "none: no single sign-on",
    "GOODSTANDING_OIDC_CLIENT_ID": "none",
    "GOODSTANDING_OIDC_CLIENT_SECRET": "none",
    "GOODSTANDING_SMTP_URL": "none: no mail is sent, links are shown to who invites",
    "GOODSTANDING_MAIL_FROM": "none",
    "GOODSTANDING_WEBHOOK_HOSTS": "none: public addresses only, by https",
    "GOODSTANDING_SIGNING_PKCS11_MODULE": "none: a key in the home",
    "GOODSTANDING_SIGNING_PKCS11_TOKEN": "none",
    "GOODSTANDING_SIGNING_PKCS11_KEY": "none",
    "GOODSTANDING_SIGNING_PKCS11_PIN": "none",
}
MEANINGS = {
    "GOODSTANDING_HOME": "one folder with everything that a node keeps: database, file store, cache",
    "GOODSTANDING_DATABASE_URL": "a PostgreSQL server, 15 or later, to use instead of the embedded one",
    "GOODSTANDING_POLICY": "the policy folder in force",
    "GOODSTANDING_ENGINE": "where ratings of everybody and checks of long lists run; a Spark master needs requirements/spark.txt, Java 17, and a home that every worker can read. Files are always loaded by `duckdb`",
    "GOODSTANDING_ROLES": "what this node serves",
    "GOODSTANDING_ENV": "what the node is for; `test` and `demo` allow a fixed clock and tell the database's address",
    "GOODSTANDING_CLOCK": "an instant that every command and job takes as now",
    "GOODSTANDING_HOSTS": "the names under which the pages are reached, others are refused; signed documents lead to the first",
    "GOODSTANDING_SECRET_KEY": "what the pages sign sessions and forms with",
    "GOODSTANDING_PUBLIC_DATABASE_URL": "the role that reads the published copy and nothing else, on a server from outside",
    "GOODSTANDING_OIDC_ISSUER": "the city's single sign-on",
    "GOODSTANDING_OIDC_CLIENT_ID": "this node's name there",
    "GOODSTANDING_OIDC_CLIENT_SECRET": "this node's secret there",
    "GOODSTANDING_SMTP_URL": "the mail server that sends invitations and notices",
    "GOODSTANDING_MAIL_FROM": "the sender of those letters",
    "GOODSTANDING_WEBHOOK_HOSTS": "hosts of the own network to which changes of saved lists may be sent, also by http",
    "GOODSTANDING_SIGNING_PKCS11_MODULE": "the device that keeps the key of documents and signs with it; needs requirements/pkcs11.txt",
    "GOODSTANDING_SIGNING_PKCS11_TOKEN": "which token of that device",
    "GOODSTANDING_SIGNING_PKCS11_KEY": "which key of that token",
    "GOODSTANDING_SIGNING_PKCS11_PIN": "what opens the token",
}


def settings() -> str:
    """Every variable of `lib/environment.py`, what it accepts and what holds without it."""
    from goodstanding.lib.environment import VARIABLES

    rows = [
        (f"`{name}`", MEANINGS[name], accepted, DEFAULTS[name])
        for name, accepted in VARIABLES.items()
    ]
    return f"""
# Settings

A node reads its settings from the environment, once, at the start of each command
(`goodstanding/lib/environment.py`). A variable that begins with `GOODSTANDING_` and is not in this
table is refused, so that a misspelt name can't leave a default in force unseen. An empty variable counts as unset.

{table(("variable", "meaning", "accepts", "default"), rows)}
A database address holds a password: set it in a file that only the node's account can read
(`deploy/settings.example`), never on a command line.
"""


# -- commands -----------------------------------------------------------------


def commands() -> str:
    """The help of every command, as the command line itself tells it."""
    from goodstanding.cli.main import cli

    context = click.Context(cli, info_name="goodstanding")
    parts = list(_helps(cli, context))
    return f"""
# Commands

Every command answers `--help`. With `--json`, one JSON document is on standard output and nothing else;
messages and progress are on standard error. A person sees what was given, what is accepted and what to do,
never a traceback: `goodstanding --debug …` shows one.

{table(("exit status", "means"), EXITS)}
{"".join(parts)}"""


EXITS = [
    ("0", "done"),
    ("1", "a fault in the program: report it"),
    ("2", "the words of the call are off"),
    ("3", "refused; the reason is printed"),
    ("4", "something outside failed in a way that passes: try the same call again"),
]


def _helps(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _helps(inner, click.Context(inner, info_name=name, parent=context))
        return
    context.terminal_width = context.max_content_width = 100
    yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"


# -- errors -------------------------------------------------------------------


def errors() -> str:
    """Every refusal with its code; and every fault that a policy folder can have."""
    from goodstanding.catalogue.domain.faults import MESSAGES

    refusals = [
        (f"`{error.code}`", str(error.exit_status), str(error.http_status), error.message)
        for error in refusal_classes()
    ]
    faults = [(f"`{code}`", text.en, text.zh) for code, text in sorted(MESSAGES.items())]
    return f"""
# Errors

A refusal has a stable code for programs and a message for people; `%(name)s` stands for what was given.
The command line prints the message and exits with the status; the HTTP status is for the interfaces to come.
What is wrong with single rows of a file is not an error but a [finding](findings.md).

{table(("code", "exit", "HTTP", "message"), refusals)}
## Faults of a policy folder

`goodstanding policy check` names each with its file and line, and exits with 3.

{table(("code", "English", "中文"), faults)}"""


def refusal_classes() -> list[type[GoodstandingError]]:
    """Every class of refusal that has a code of its own, by code."""
    import goodstanding
    from goodstanding.lib.errors import GoodstandingError

    for module in walk_packages(goodstanding.__path__, "goodstanding."):
        if not {"tests", "migrations"} & set(module.name.split(".")):
            import_module(module.name)
    found = [
        error
        for error in _below(GoodstandingError)
        if "code" in vars(error) and ".tests." not in error.__module__
    ]
    return sorted(found, key=lambda error: error.code)


def _below(error: type[GoodstandingError]) -> Iterator[type[GoodstandingError]]:
    for inner in error.__subclasses__():
        yield inner
        yield from _below(inner)


# -- findings -----------------------------------------------------------------


def findings() -> str:
    """Every kind of finding, by the message it shows, with the codes it appears under."""
    from goodstanding.collection.adapters.reading import notes
    from goodstanding.collection.domain.messages import MESSAGES

    by_file = [
        (f"`{code}`", text["en"], text["zh"]) for code, text in sorted(notes.MESSAGES.items())
    ]
    found = _uses()
    by_row = [
        (_codes(found.get(name, set()), name), _levels(found.get(name, set())), en, zh)
        for name, (zh, en) in MESSAGES.items()
        if name in found or name in FILE_WIDE
    ]
    return f"""
# Findings

A finding says what is wrong with a cell, a row or a whole file. An `error` sends its row to quarantine;
a `warning` never does. The code begins with the field's name: `uscc.check_digit`, `decided_on.late`.
`{{title}}` is the field's title, `{{given}}` the cell as it was given, with anything that looks like a natural
person's number masked. A file that can't be read at all is [refused](errors.md) with a code `file.…`.

## Rows and fields

The codes are those of the items {", ".join(f"`{item}`" for item in EXAMPLES)}, shown as `…` where many fields share one.

{table(("code", "level", "English", "中文"), by_row)}
## Reading the file

{table(("code", "English", "中文"), by_file)}
## Checks of the first items

{table(("code", "level", "English", "中文"), list(_own_checks()))}"""


FILE_WIDE = {"unknown_column": "warning", "person_columns": "warning", "ragged_row": "error"}
_Use = tuple[str, str]  # code, level


def _uses() -> dict[str, set[_Use]]:
    """Message → the codes and levels under which the items' rules show it."""
    from goodstanding.collection.domain.messages import MESSAGES

    shapes = {name: _shape(zh) for name, (zh, _) in MESSAGES.items()}
    found: dict[str, set[_Use]] = {
        name: {(f"file.{name}", level)} for name, level in FILE_WIDE.items()
    }
    for code, level, words in _rules():
        for name, shape in shapes.items():
            if name not in FILE_WIDE and shape.fullmatch(words):
                found.setdefault(name, set()).add((code, level))
    return found


def _shape(template: str) -> re.Pattern[str]:
    """A template as a pattern of the sentences made from it."""
    parts = re.split(r"\{(?!given)\w+\}", template)
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


def _rules() -> Iterator[tuple[str, str, str]]:
    """Code, level and Chinese sentence of every rule of the example items."""
    from goodstanding.collection.adapters.reference import reference_lists
    from goodstanding.collection.domain.kept import Mode
    from goodstanding.collection.domain.stages import Stages

    for name in EXAMPLES:
        item = _catalogue().items[name]
        lists = {**_catalogue().code_lists, **reference_lists(ROOT / "policy", item)}
        own = {check.code for check in item.checks}
        for rule in Stages(item, lists, mode=Mode.UPSERT).book.rules:
            if rule.code not in own:
                yield rule.code, rule.level.value, rule.says.zh


@cache
def _catalogue() -> Catalogue:
    from goodstanding.catalogue.adapters.folder import faultless

    return faultless(ROOT / "policy")


def _own_checks() -> Iterator[tuple[str, str, str, str]]:
    for name in FIRST:
        for check in _catalogue().items[name].checks:
            yield f"`{check.code}` ({name})", check.level.value, check.says.en, check.says.zh


def _codes(uses: set[_Use], name: str) -> str:
    codes = sorted({code for code, _ in uses}) or [name]
    if len(codes) <= 2:
        return ", ".join(f"`{code}`" for code in codes)
    return ", ".join(f"`….{suffix}`" for suffix in sorted({code.split(".")[1] for code in codes}))


def _levels(uses: set[_Use]) -> str:
    return ", ".join(sorted({level for _, level in uses}))


# -- pages --------------------------------------------------------------------

PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "errors.md": errors,
    "findings.md": findings,
    "permissions.md": permissions,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
