"""The commands of the log: what they print, how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from goodstanding.audit import services
from goodstanding.audit.cli import audit
from goodstanding.audit.domain import SYSTEM, ChainBrokenError, ExportBrokenError
from goodstanding.audit.models import Event
from goodstanding.audit.tests.test_chain import NOON, seal, tamper
from goodstanding.lib.environment import now


@pytest.fixture
def run(db, environment, tmp_path, monkeypatch):
    """The command on the tests' database, with a home of its own."""
    monkeypatch.setattr("goodstanding.background.adapters.node.open_node", lambda *_, **__: None)
    own = replace(environment, home=tmp_path)

    def call(*words):
        return CliRunner().invoke(audit, [str(word) for word in words], obj=own)

    call.now = now(own)
    return call


@pytest.fixture
def log(db):
    services.record_many(
        [services.Entry(action="test.done", subject=f"thing:{n}") for n in range(3)],
        by=SYSTEM,
        at=NOON,
    )
    seal()


def test_a_whole_log_is_told_as_one_document(log, run):
    answer = run("verify", "--json")

    assert answer.exit_code == 0
    told = json.loads(answer.stdout)
    assert (told["whole"], told["events"], told["position"]) == (True, 3, None)
    seal()
    assert "完整：共 4 条" in run("verify").stdout  # the first check is an event, too
    assert Event.objects.filter(action="audit.verified", actor_kind="command").count() == 2


def test_a_broken_log_says_where_and_is_a_refusal(log, run):
    tamper("UPDATE audit_event SET purpose = 'x' WHERE position = 2")
    answer = run("verify", "--json")

    told = json.loads(answer.stdout)
    assert (told["whole"], told["position"], told["fault"]) == (False, 2, "altered")
    assert isinstance(answer.exception, ChainBrokenError)
    assert answer.exception.exit_status == 3
    assert "event 2" in str(answer.exception)


def test_an_export_is_checked_without_a_node(log, run, tmp_path):
    file = tmp_path / "log.jsonl"
    assert run("export", "--from", "2026-11-23", "--to", "2026-11-23", "-o", file).exit_code == 0

    answer = run("check", file, "--json")
    assert json.loads(answer.stdout)["events"] == 3
    assert "与导出时一致" in run("check", file).stdout
    file.write_text(file.read_text().replace("thing:1", "thing:7"))
    assert isinstance(run("check", file).exception, ExportBrokenError)


def test_an_export_goes_to_standard_output_else(log, run):
    lines = run("export", "--from", "2026-11-24").stdout.splitlines()

    assert json.loads(lines[-1])["events"] == 0
    assert len(lines) == 1


def test_the_night_job_raises_an_alarm_over_a_broken_log(log, settings, tmp_path):
    from goodstanding.audit import jobs

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)
    jobs.verify()
    seal()
    jobs.write_head()
    tamper("UPDATE audit_event SET purpose = 'x' WHERE position = 3")
    with pytest.raises(ChainBrokenError):
        jobs.verify()
    assert Event.objects.filter(action="audit.found_broken").exists()


LEAN = """
from goodstanding.background.adapters import node
node.faces_installed = node.queue_installed = False
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "goodstanding.config.settings"
from django.apps import apps
from django.conf import settings
apps.populate(settings.INSTALLED_APPS)
import goodstanding.audit.cli, goodstanding.audit.jobs, goodstanding.audit.services
print([name for name in ("allauth", "django.contrib.auth", "cryptography") if name in sys.modules])
"""


def test_recording_an_event_costs_a_command_no_page_and_no_account():
    told = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=False)

    assert told.stdout.strip() == "[]", told.stderr
