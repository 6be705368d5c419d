from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodstanding
from goodstanding.lib.environment import (
    CIVIL_TIME,
    VARIABLES,
    ConfigurationError,
    now,
    read_environment,
)


def refused_variable(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        read_environment(environ)
    assert refusal.value.code == "settings.invalid"
    assert str(refusal.value).startswith(refusal.value.fields["variable"])
    return refusal.value.fields["variable"]


def test_an_empty_environment_gives_the_documented_defaults():
    environment = read_environment({"HOME": "/srv/operator"})

    assert environment.home == Path("/srv/operator/.local/share/goodstanding")
    assert environment.database_url is None
    assert environment.policy == Path(goodstanding.__file__).parent.parent / "policy"
    assert environment.engine == "duckdb"
    assert environment.roles == {"centre", "public"}
    assert environment.env == "production"
    assert environment.clock is None


def test_an_empty_variable_counts_as_unset():
    blank = dict.fromkeys(VARIABLES, "")

    assert read_environment({"HOME": "/srv/o", **blank}) == read_environment({"HOME": "/srv/o"})


def test_every_setting_is_read(tmp_path):
    environment = read_environment(
        {
            "GOODSTANDING_HOME": str(tmp_path / "home"),
            "GOODSTANDING_DATABASE_URL": "postgresql://gs:secret@db.city:5432/goodstanding",
            "GOODSTANDING_PUBLIC_DATABASE_URL": "postgresql://site:other@db.city:5432/goodstanding",
            "GOODSTANDING_POLICY": str(tmp_path),
            "GOODSTANDING_ENGINE": "spark://cluster:7077",
            "GOODSTANDING_ROLES": "branch, public",
            "GOODSTANDING_ENV": "demo",
            "GOODSTANDING_CLOCK": "2026-11-23T09:00:00+00:00",
        }
    )

    assert environment.home == tmp_path / "home"
    assert environment.database_url == "postgresql://gs:secret@db.city:5432/goodstanding"
    assert environment.public_database_url == "postgresql://site:other@db.city:5432/goodstanding"
    assert environment.policy == tmp_path
    assert environment.engine == "spark://cluster:7077"
    assert environment.roles == {"branch", "public"}
    assert environment.env == "demo"
    assert environment.clock == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_relative_home_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert read_environment({"GOODSTANDING_HOME": "node"}).home == tmp_path / "node"


@pytest.mark.parametrize("engine", ["duckdb", "local[2]", "local[*]", "spark://a:1,b:2"])
def test_known_engines_are_accepted(engine):
    assert read_environment({"GOODSTANDING_ENGINE": engine}).engine == engine


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GOODSTANDING_ENGINE", "polars"),
        ("GOODSTANDING_ENGINE", "spark:cluster"),
        ("GOODSTANDING_ENGINE", "local[0]"),
        ("GOODSTANDING_ROLES", "centre,person"),
        ("GOODSTANDING_ROLES", ","),
        ("GOODSTANDING_ENV", "staging"),
        ("GOODSTANDING_POLICY", "/does/not/exist"),
        ("GOODSTANDING_HOME", __file__),
        ("GOODSTANDING_DATABASE_URL", "mysql://host/database"),
        ("GOODSTANDING_DATABASE_URL", "postgresql://host:port/database"),
        ("GOODSTANDING_DATABASE_URL", "postgresql://host"),
        ("GOODSTANDING_DATABSE_URL", "postgresql://host/database"),
    ],
)
def test_an_unknown_or_malformed_setting_is_refused_by_name(variable, value):
    assert refused_variable({variable: value}) == variable


def test_a_malformed_clock_is_refused():
    environ = {"GOODSTANDING_ENV": "test", "GOODSTANDING_CLOCK": "yesterday"}

    assert refused_variable(environ) == "GOODSTANDING_CLOCK"


@pytest.mark.parametrize("env", ["", "production"])
def test_a_fixed_clock_is_refused_in_production(env):
    environ = {"GOODSTANDING_ENV": env, "GOODSTANDING_CLOCK": "2026-11-23T09:00:00+08:00"}

    assert refused_variable(environ) == "GOODSTANDING_CLOCK"


@given(secret=st.text(st.characters(categories=["Ll", "Lu"]), min_size=12))
def test_a_refused_database_url_never_shows_its_password(secret):
    for url in (f"mysql://gs:{secret}@h/d", f"postgresql://gs:{secret}@h", secret):
        with pytest.raises(ConfigurationError) as refusal:
            read_environment({"GOODSTANDING_DATABASE_URL": url})
        assert secret not in str(refusal.value)


def test_a_clock_without_a_zone_is_civil_time():
    environ = {"GOODSTANDING_ENV": "test", "GOODSTANDING_CLOCK": "2026-11-23T09:00:00"}

    clock = read_environment(environ).clock

    assert clock == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert clock.utcoffset() == timedelta(hours=8)


def test_now_is_the_fixed_clock_where_one_is_set():
    environ = {"GOODSTANDING_ENV": "demo", "GOODSTANDING_CLOCK": "2026-11-23T09:00:00Z"}
    environment = read_environment(environ)

    assert now(environment) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_now_is_aware_and_in_civil_time_without_a_fixed_clock():
    before = datetime.fromtimestamp(time.time(), tz=UTC)

    instant = now(read_environment({}))

    assert before <= instant <= datetime.fromtimestamp(time.time(), tz=UTC)
    assert instant.tzinfo is CIVIL_TIME


def test_a_malformed_address_of_the_reading_role_is_refused_by_its_own_name_without_its_secret():
    given = {"GOODSTANDING_PUBLIC_DATABASE_URL": "mysql://site:secret@db/goodstanding"}

    with pytest.raises(ConfigurationError) as refusal:
        read_environment(given)
    assert refusal.value.fields["variable"] == "GOODSTANDING_PUBLIC_DATABASE_URL"
    assert "secret" not in str(refusal.value)


def test_hosts_that_changes_may_be_sent_to_are_names():
    name = "GOODSTANDING_WEBHOOK_HOSTS"
    assert read_environment({}).webhook_hosts == ()
    assert read_environment({name: "Approval.lan, 10.0.0.8"}).webhook_hosts == ("approval.lan", "10.0.0.8")  # fmt: skip
    with pytest.raises(ConfigurationError) as refused:
        read_environment({name: "https://approval.lan"})
    assert refused.value.fields["variable"] == name
