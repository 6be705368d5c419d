"""What only root can try: other accounts, clusters outside the home, a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from goodstanding.lib.errors import TemporaryError
from goodstanding.lib.postgres import embedded
from goodstanding.lib.postgres.refusals import (
    ClusterMissingError,
    HomeUnusableError,
    NotCreatedError,
)
from goodstanding.lib.tests.postgres_homes import (
    HOLD,
    ROOT,
    User,
    answer,
    is_stopped,
    open_folder,
    thrown_away,
    wait_until,
)

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another account")
NOBODY = 65534
NOBODYS = {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.fixture(scope="module")
def public_folder():
    with open_folder() as folder:
        yield folder


def test_a_home_copied_with_the_name_of_a_cluster_elsewhere_is_refused(tmp_path):
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    for home in (tmp_path / "home", tmp_path / "copy"):
        (home / "postgres").mkdir(parents=True)
        (home / "postgres" / "location").write_text(f"{cluster}\n")
    (cluster / "home").write_text(f"{tmp_path / 'home'}\n")

    with pytest.raises(HomeUnusableError, match="copy of"):
        embedded.acquire(tmp_path / "copy")


def test_a_home_whose_cluster_elsewhere_is_missing_is_refused(tmp_path):
    (tmp_path / "home" / "postgres").mkdir(parents=True)
    (tmp_path / "home" / "postgres" / "location").write_text("/var/lib/goodstanding/gone\n")

    with pytest.raises(ClusterMissingError) as refusal:
        embedded.acquire(tmp_path / "home")

    assert refusal.value.code == "postgres.missing"


def test_a_full_disk_is_named_when_the_database_is_made_and_when_it_starts(public_folder):
    home = public_folder / "small"
    home.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m", "none", home], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        with pytest.raises(NotCreatedError, match="No space left on device"):
            embedded.acquire(home)
        wait_until(lambda: is_stopped(home))
        assert not list(Path(embedded.status(home)["cluster"]).parent.glob("data*"))

        subprocess.run(["mount", "-o", "remount,size=120m", home], check=True)
        with embedded.acquire(home):
            pass
        embedded.stop(home)
        fill(home / "filler")
        with pytest.raises(TemporaryError, match="No space left on device"):
            embedded.acquire(home)
    finally:
        wait_until(lambda: is_stopped(home))
        subprocess.run(["umount", home], check=True)


def python_for_anybody() -> str:
    """A Python that an account without rights can run; ours may lie in somebody's home."""
    for program in (sys.executable, "/usr/bin/python3"):
        asked = [program, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if subprocess.run(asked, check=False, user=NOBODY, cwd="/").returncode == 0:
                return program
        except OSError:
            continue
    pytest.skip("no Python 3.11 that another account can run")


def wheels() -> str:
    return str(Path(psycopg.__file__).parents[1])


def test_a_normal_user_has_everything_in_its_home_and_root_shares_it(public_folder):
    home = public_folder / "user" / "home"
    home.parent.mkdir()
    os.chown(home.parent, NOBODY, NOBODY)
    program = python_for_anybody()
    env = {"PYTHONPATH": f"{ROOT}{os.pathsep}{wheels()}", "PATH": "/usr/bin:/bin"}
    with thrown_away(home):
        user = User(home, HOLD, program=program, env=env, **NOBODYS)
        url = user.line()

        assert answer(url) == 1
        assert {file.lstat().st_uid for file in [home, *home.rglob("*")]} == {NOBODY}
        assert embedded.status(home)["cluster"] == str(home / "postgres" / "data")

        embedded.stop(home)
        user.kill()
        # Root comes first now, and leaves nothing that the user could not use afterwards.
        with embedded.acquire(home) as lease:
            assert lease.url == url
            assert {file.lstat().st_uid for file in [home, *home.rglob("*")]} == {NOBODY}
            second = User(home, HOLD, program=program, env=env, **NOBODYS)
            assert second.line() == url
            second.kill()


def test_another_account_is_told_that_the_home_is_not_its_own(public_folder):
    home = public_folder / "roots"
    home.mkdir(mode=0o700)
    look = "import sys; from pathlib import Path; from goodstanding.lib.postgres import embedded\n"
    for call in ("acquire", "status", "is_running", "stop"):
        told = subprocess.run(
            [python_for_anybody(), "-c", f"{look}embedded.{call}(Path(sys.argv[1]))", str(home)],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PYTHONPATH": str(ROOT)},
            **NOBODYS,
        )

        assert "HomeUnusableError" in told.stderr


def fill(file: Path) -> None:
    with file.open("wb") as target:
        try:
            while True:
                target.write(b"\0" * 65536)
                target.flush()
        except OSError:
            return
