"""The shape of the code: who writes, how long things are, what is in no file."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import PACKAGE, modules, place, product, tracked, tree

FILE_NAMES = {
    "domain", "models", "adapters", "queries", "permissions", "services", "forms", "views", "api",
    "jobs", "cli", "admin", "urls", "apps",
}  # fmt: skip
NOT_APPS = {"standards", "lib", "config", "cli"}
ORM_WRITES = {
    "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
}  # fmt: skip
SQL_WRITES = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|UPDATE|COPY)\s+\"?([a-z]+_[a-z_]+)\"?",
    re.IGNORECASE,
)
TEMPORARY = re.compile(r"CREATE\s+TEMP(?:ORARY)?\s+TABLE\s+(\w+)", re.IGNORECASE)


def is_service(path):
    return "services" in path.parts or path.name == "services.py"


def strings(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def chain(node):
    """The names of `a.b.c(…).d`, outermost last."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def orm_writes(path):
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, receiver = node.func.attr, list(chain(node.func.value))
        of_manager = verb in ORM_WRITES and "objects" in receiver
        of_row = verb == "save" or (verb == "delete" and not node.args and not node.keywords)
        if of_manager or of_row:
            yield place(path, node)


def sql_writes(path):
    texts = list(strings(path))
    own = {name for _, text in texts for name in TEMPORARY.findall(text)}
    for node, text in texts:
        if any(table not in own and " TO STDOUT" not in text for table in SQL_WRITES.findall(text)):
            yield place(path, node)


def test_only_services_write_rows():
    others = [path for path in product() if not is_service(path)]

    assert [found for path in others for found in orm_writes(path)] == []


def test_only_services_write_by_sql_but_into_temporary_tables_of_their_own():
    others = [path for path in product() if not is_service(path)]

    assert [found for path in others for found in sql_writes(path)] == []


def test_the_two_searches_for_writers_find_writers():
    services = [path for path in product() if is_service(path)]

    assert any(True for path in services for _ in orm_writes(path))
    assert any(True for path in services for _ in sql_writes(path))


def test_nobody_uses_signals():
    signals = {"django.db.models.signals", "django.dispatch"}
    found = [
        place(path, node)
        for path in product()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in signals
    ]

    assert found == []


def test_files_of_an_app_bear_the_thirteen_names():
    apps = [
        path.parent for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in NOT_APPS
    ]
    inside = {
        "tests", "migrations", "templates", "templatetags", "static", "locale", "build",
        "__pycache__", "__init__",
    }  # fmt: skip
    found = [
        place(path)
        for app in apps
        for path in app.iterdir()
        if path.stem not in FILE_NAMES | inside
    ]

    assert found == []


def test_no_file_has_more_than_400_lines():
    long = [place(path) for path in modules() if path.read_text(encoding="utf-8").count("\n") > 400]

    assert long == []


def test_no_function_has_more_than_50_lines():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{place(path, node)} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, functions) and (node.end_lineno or 0) - node.lineno >= 50
    ]

    assert long == []


def test_package_files_are_empty():
    filled = [
        place(path) for path in modules() if path.name == "__init__.py" and path.stat().st_size
    ]

    assert filled == []


# Written in pieces, so that this file is not found by itself.
UNFINISHED = re.compile(
    r"\b(?:" + "|".join(["TODO", "FIXME", "XXX", "raise NotImplementedError"]) + r")\b"
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|farm)/")
HOSTS = re.compile(
    r"py" r"pi\.org|python" r"hosted\.org|npm" r"js\.(?:org|com)|index-url|find-links"
)
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".sh",
    ".yaml",
    ".csv",
    ".service",
    ".example",
    ".html",
    "",
}


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (UNFINISHED, "a mark of unfinished work"),
        (MACHINE, "a path of one machine"),
        (HOSTS, "a registry"),
    ],
)
def test_no_file_holds(pattern, what):
    texts = [path for path in tracked() if path.suffix in TEXT and path.name != "test_layout.py"]
    found = [place(path) for path in texts if pattern.search(path.read_text(encoding="utf-8"))]

    assert found == [], what


def test_locks_name_no_host():
    locks = [
        path for path in tracked() if path.parent.name == "requirements" and path.suffix == ".txt"
    ]

    assert locks
    assert [place(path) for path in locks if "://" in path.read_text(encoding="utf-8")] == []
