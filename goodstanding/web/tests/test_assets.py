"""What pages load: locked, small, complete; made without a database."""

from __future__ import annotations

import gzip
import io
import re
import tarfile

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from goodstanding.web.adapters import packages, static_files
from goodstanding.web.adapters.packages import Package, PackageError, read_lock

ICON = re.compile(r'\{% icon "([^"]+)"|\{% mark "[^"]*" "([^"]+)"|with[^%]*icon="([^"]+)"')


def gzipped(text):
    return len(gzip.compress(text.encode(), 9))


def test_the_lock_names_version_digest_and_licence_of_each_package():
    lock = read_lock(static_files.LOCK.read_text(encoding="utf-8"))

    assert [package.name for package in lock] == [
        "bootstrap",
        "htmx.org",
        "echarts",
        "@tabler/icons",
    ]
    assert all(
        package.digest.startswith("sha512-") and "LICENSE" in package.files for package in lock
    )
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", package.version) for package in lock)


def test_our_style_and_script_keep_their_budget():
    scripts = "".join(path.read_text() for path in (static_files.SOURCES / "js").glob("*.js"))

    assert gzipped(static_files.own_style()) <= 9_000
    assert gzipped(scripts) <= 8_000
    assert gzipped((static_files.VENDOR / "site.css").read_text()) <= 40_000
    assert gzipped((static_files.VENDOR / "htmx.js").read_text()) <= 14_000


def test_dark_is_written_once_and_served_for_both_ways_of_asking():
    style = static_files.own_style()

    assert style.count("--paper: #1a2426") == 2
    assert "@media (prefers-color-scheme: dark) { :root:not([data-bs-theme]) {" in style
    assert style.count("{") == style.count("}")


def test_every_icon_that_a_template_names_is_in_the_sprite():
    known = static_files.icon_names()
    templates = static_files.PACKAGE.glob("*/templates/**/*.html")
    used = {
        name
        for path in templates
        for found in ICON.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }

    assert used
    assert used - known == set()


def test_files_are_served_under_hashed_names_and_compressed():
    url = staticfiles_storage.url("vendor/site.css")
    path = static_files.COLLECTED / url.removeprefix("/static/")

    assert re.fullmatch(r"/static/vendor/site\.[0-9a-f]{12}\.css", url)
    assert path.with_name(path.name + ".br").exists()
    assert path.with_name(path.name + ".gz").exists()


@pytest.fixture
def archive(tmp_path):
    """An npm that answers with an archive of one file, without a network."""

    def pack(package, folder):
        place = folder / "it.tgz"
        with tarfile.open(place, "w:gz") as opened:
            member = tarfile.TarInfo("package/it.js")
            member.size = 2
            opened.addfile(member, io.BytesIO(b"1;"))
        return place

    return pack


def test_an_archive_with_another_digest_is_refused_and_nothing_is_taken(
    tmp_path, monkeypatch, archive
):
    monkeypatch.setattr(packages, "_pack", archive)
    wanted = Package(name="it", version="1.0.0", digest="sha512-other", files=("it.js",))

    with pytest.raises(PackageError, match=r"it@1\.0\.0 .* its digest is sha512-"):
        packages.fetch(wanted, tmp_path / "it")
    assert not (tmp_path / "it").exists()


def test_no_way_to_the_registry_is_told_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(
        packages, "_npm", lambda: ["sh", "-c", "echo no network >&2; exit 1", "npm"]
    )
    wanted = Package(name="it", version="1.0.0", digest="sha512-", files=("it.js",))

    with pytest.raises(PackageError, match=r"no network\. .* run `goodstanding assets` again"):
        packages.fetch(wanted, tmp_path / "it")


def test_making_it_again_does_nothing():
    assert static_files.take_packages() is False
    assert static_files.collect() is False
