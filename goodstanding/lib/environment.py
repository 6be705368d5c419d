"""The settings of a node: read once from the environment, refused when malformed.

`read_environment` is the only reader of `GOODSTANDING_*` variables and `now` the only
clock below the faces, so that a run can be repeated at a fixed instant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import goodstanding
from goodstanding.lib.errors import GoodstandingError

if TYPE_CHECKING:
    from collections.abc import Mapping

CIVIL_TIME: Final = ZoneInfo("Asia/Shanghai")
"""The legal time of the whole country; days and deadlines are counted in it."""

ROLES: Final = frozenset({"centre", "public", "branch"})
KINDS: Final = ("production", "test", "demo")
VARIABLES: Final = {
    "GOODSTANDING_HOME": "a folder",
    "GOODSTANDING_DATABASE_URL": "postgresql://user:password@host:port/database",
    "GOODSTANDING_PUBLIC_DATABASE_URL": "postgresql://reader:password@host:port/database, the same "
    "database by a role of its own",
    "GOODSTANDING_POLICY": "an existing folder with policy files",
    "GOODSTANDING_ENGINE": "duckdb, spark://host:port, local[2] or local[*]",
    "GOODSTANDING_ROLES": "a comma-separated choice of centre, public, branch",
    "GOODSTANDING_ENV": "production, test or demo",
    "GOODSTANDING_HOSTS": "a comma-separated list of the host names that pages are served under",
    "GOODSTANDING_SECRET_KEY": "at least 50 characters, the same for every process of the node",
    "GOODSTANDING_SMTP_URL": "smtp://user:password@host:port or smtps://user:password@host:port",
    "GOODSTANDING_MAIL_FROM": "the address that the node's letters come from",
    "GOODSTANDING_OIDC_ISSUER": "the https address of the city's single sign-on, "
    "together with the two that follow",
    "GOODSTANDING_OIDC_CLIENT_ID": "the name of this node at the single sign-on",
    "GOODSTANDING_OIDC_CLIENT_SECRET": "the secret of this node at the single sign-on",
    "GOODSTANDING_CLOCK": "an instant such as 2026-11-23T09:00:00+08:00; "
    "only with GOODSTANDING_ENV=test or demo",
    "GOODSTANDING_WEBHOOK_HOSTS": "a comma-separated list of host names of the own network",
    "GOODSTANDING_SIGNING_PKCS11_MODULE": "the library of a device that signs, an existing file, "
    "together with the three that follow",
    "GOODSTANDING_SIGNING_PKCS11_TOKEN": "the label of the token in that device",
    "GOODSTANDING_SIGNING_PKCS11_KEY": "the label of the key pair of P-256 in that token",
    "GOODSTANDING_SIGNING_PKCS11_PIN": "the PIN of the token's user",
}
"""Every setting and what it accepts, in the words shown to the operator."""

SPARK_MASTER: Final = re.compile(r"spark://[^\s/@]+:\d+(,[^\s/@]+:\d+)*|local\[([1-9]\d*|\*)\]")

ADDRESS: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
HOST: Final = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]")


class ConfigurationError(GoodstandingError):
    """A setting that the node does not know or can't read."""

    code = "settings.invalid"
    message = (
        "%(variable)s is set to '%(given)s'. Accepted: %(accepted)s. "
        "Correct the variable or unset it."
    )


@dataclass(frozen=True, kw_only=True)
class SingleSignOn:
    """Where a city's staff sign in, by OpenID Connect."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class SigningDevice:
    """A device that keeps the key of documents, by PKCS#11."""

    module: str
    token: str
    key: str
    pin: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One node's settings; all paths are absolute, `clock` is aware."""

    home: Path
    database_url: str | None
    policy: Path
    engine: str
    roles: frozenset[str]
    env: str
    clock: datetime | None
    hosts: tuple[str, ...] = ()
    secret_key: str | None = field(default=None, repr=False)
    public_database_url: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "goodstanding@localhost"
    single_sign_on: SingleSignOn | None = None
    webhook_hosts: tuple[str, ...] = ()
    signing_device: SigningDevice | None = None


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Answer the settings in `environ`; an empty variable counts as unset.

    Raises ConfigurationError for the first unknown or malformed `GOODSTANDING_*` variable.
    """
    _refuse_unknown(environ)
    env = _kind(environ)
    return Environment(
        home=_folder(environ, "GOODSTANDING_HOME", _default_home(environ)),
        database_url=_database_url(environ),
        public_database_url=_database_url(environ, "GOODSTANDING_PUBLIC_DATABASE_URL"),
        policy=_policy(environ),
        engine=_engine(environ),
        roles=_roles(environ),
        env=env,
        clock=_clock(environ, env),
        hosts=_hosts(environ),
        webhook_hosts=_hosts(environ, "GOODSTANDING_WEBHOOK_HOSTS"),
        secret_key=_secret_key(environ),
        smtp_url=_smtp_url(environ),
        mail_from=_mail_from(environ),
        single_sign_on=_single_sign_on(environ, env),
        signing_device=_signing_device(environ),
    )


def now(environment: Environment) -> datetime:
    """Answer the present instant in civil time: the fixed clock where one is set."""
    if environment.clock is not None:
        return environment.clock.astimezone(CIVIL_TIME)
    return datetime.now(tz=CIVIL_TIME)  # noqa: TID251  the one clock that faces and jobs ask


def _refusal(variable: str, given: str) -> ConfigurationError:
    return ConfigurationError(variable=variable, given=given, accepted=VARIABLES[variable])


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    # A misspelt name would otherwise leave its default in force, in silence. Its value
    # is not repeated: it could be a password that was meant for another variable.
    for variable in sorted(environ):
        if variable.startswith("GOODSTANDING_") and variable not in VARIABLES:
            raise ConfigurationError(
                variable=variable,
                given="…",
                accepted="no setting of this name; known are " + ", ".join(VARIABLES),
            )


def _text(environ: Mapping[str, str], variable: str) -> str:
    return environ.get(variable, "").strip()


def _kind(environ: Mapping[str, str]) -> str:
    given = _text(environ, "GOODSTANDING_ENV") or "production"
    if given not in KINDS:
        raise _refusal("GOODSTANDING_ENV", given)
    return given


def _default_home(environ: Mapping[str, str]) -> Path:
    base = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    return base / ".local" / "share" / "goodstanding"


def _folder(environ: Mapping[str, str], variable: str, default: Path) -> Path:
    given = _text(environ, variable)
    try:
        folder = Path(given).expanduser().absolute() if given else default.absolute()
    except RuntimeError as unknown_user:
        raise _refusal(variable, given) from unknown_user
    if folder.exists() and not folder.is_dir():
        raise _refusal(variable, given)
    return folder


def _policy(environ: Mapping[str, str]) -> Path:
    shipped = Path(goodstanding.__file__).parent.parent / "policy"
    folder = _folder(environ, "GOODSTANDING_POLICY", shipped)
    if _text(environ, "GOODSTANDING_POLICY") and not folder.is_dir():
        raise _refusal("GOODSTANDING_POLICY", str(folder))
    return folder


def _database_url(
    environ: Mapping[str, str], variable: str = "GOODSTANDING_DATABASE_URL"
) -> str | None:
    given = _text(environ, variable)
    if not given:
        return None
    try:
        parts = urlsplit(given)
        _ = parts.port  # reading it checks it
    except ValueError as malformed:
        raise _refusal(variable, _without_secrets(given)) from malformed
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        raise _refusal(variable, _without_secrets(given))
    return given


def _without_secrets(url: str) -> str:
    """Answer what can be shown of a malformed URL: its first word, never a password."""
    return url[: url.find(":") + 1] + "…" if ":" in url else "…"


def _engine(environ: Mapping[str, str]) -> str:
    given = _text(environ, "GOODSTANDING_ENGINE") or "duckdb"
    if given != "duckdb" and not SPARK_MASTER.fullmatch(given):
        raise _refusal("GOODSTANDING_ENGINE", given)
    return given


def _roles(environ: Mapping[str, str]) -> frozenset[str]:
    given = _text(environ, "GOODSTANDING_ROLES") or "centre,public"
    roles = frozenset(role.strip() for role in given.split(","))
    if not roles <= ROLES:
        raise _refusal("GOODSTANDING_ROLES", given)
    return roles


def _hosts(environ: Mapping[str, str], name: str = "GOODSTANDING_HOSTS") -> tuple[str, ...]:
    given = _text(environ, name)
    hosts = tuple(host.strip().lower() for host in given.split(",") if host.strip())
    if not all(HOST.fullmatch(host) for host in hosts):
        raise _refusal(name, given)
    return hosts


def _secret_key(environ: Mapping[str, str]) -> str | None:
    given = _text(environ, "GOODSTANDING_SECRET_KEY")
    if given and len(given) < 50:
        raise _refusal("GOODSTANDING_SECRET_KEY", "…")
    return given or None


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    given = _text(environ, "GOODSTANDING_SMTP_URL")
    if not given:
        return None
    try:
        parts = urlsplit(given)
        _ = parts.port  # reading it checks it
    except ValueError as malformed:
        raise _refusal("GOODSTANDING_SMTP_URL", _without_secrets(given)) from malformed
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise _refusal("GOODSTANDING_SMTP_URL", _without_secrets(given))
    return given


def _mail_from(environ: Mapping[str, str]) -> str:
    given = _text(environ, "GOODSTANDING_MAIL_FROM") or "goodstanding@localhost"
    if not ADDRESS.fullmatch(given):
        raise _refusal("GOODSTANDING_MAIL_FROM", given)
    return given


def _together(
    environ: Mapping[str, str], start: str, names: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Settings that stand together: all of them or none, since one alone would do half of it."""
    given = {f"{start}_{name}": _text(environ, f"{start}_{name}") for name in names}
    if not any(given.values()):
        return None
    for name, value in given.items():
        if not value:
            raise _refusal(name, "")
    return tuple(given.values())


def _signing_device(environ: Mapping[str, str]) -> SigningDevice | None:
    together = _together(environ, "GOODSTANDING_SIGNING_PKCS11", ("MODULE", "TOKEN", "KEY", "PIN"))
    if together is None:
        return None
    module, token, key, pin = together
    if not Path(module).is_file():
        raise _refusal("GOODSTANDING_SIGNING_PKCS11_MODULE", module)
    return SigningDevice(module=module, token=token, key=key, pin=pin)


def _single_sign_on(environ: Mapping[str, str], env: str) -> SingleSignOn | None:
    together = _together(environ, "GOODSTANDING_OIDC", ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"))
    if together is None:
        return None
    issuer, client_id, secret = together
    # Whoever can read the way to the issuer can sign in as anybody.
    if urlsplit(issuer).scheme not in ({"https"} if env == "production" else {"https", "http"}):
        raise _refusal("GOODSTANDING_OIDC_ISSUER", issuer)
    return SingleSignOn(issuer=issuer.rstrip("/"), client_id=client_id, client_secret=secret)


def _clock(environ: Mapping[str, str], env: str) -> datetime | None:
    given = _text(environ, "GOODSTANDING_CLOCK")
    if not given:
        return None
    try:
        instant = datetime.fromisoformat(given)
    except ValueError as malformed:
        raise _refusal("GOODSTANDING_CLOCK", given) from malformed
    if env == "production":
        # A fixed clock in production would hold every deadline and publicity period still.
        raise _refusal("GOODSTANDING_CLOCK", given)
    return instant if instant.tzinfo else instant.replace(tzinfo=CIVIL_TIME)
