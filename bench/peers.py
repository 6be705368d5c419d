"""What others would use for a part of our work, each run in a process of its own.

    python -m bench.peers NAME FILE [DATABASE_URL]

prints {"rows", "seconds"} as JSON. Each is set up for speed as its own documentation
advises; its imports and its set-up are not counted, ours always are.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.node import Node, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.report import Report

MODULES = {
    "frictionless": "frictionless",
    "jsonschema-rs": "jsonschema_rs",
    "dlt": "dlt",
    "openpyxl": "openpyxl",
}
"""The module that tells whether a peer is installed."""

Measured = tuple[int, float]
"""Rows and seconds."""


class FoundFaultsError(Exception):
    """A check refused clean rows: it did other work than was to be measured."""


def check_with_frictionless(file: Path, _url: str) -> Measured:
    """`frictionless validate` with a schema of types, lengths, codes and required columns."""
    import frictionless  # type: ignore[import-not-found,unused-ignore]

    from bench.schema import table_schema

    schema = frictionless.Schema.from_descriptor(table_schema(file))
    os.chdir(file.parent)  # it takes relative paths only
    resource = frictionless.Resource(path=file.name, encoding="utf-8", schema=schema)
    started = time.perf_counter()
    report = resource.validate()
    seconds = time.perf_counter() - started
    if not report.valid:
        raise FoundFaultsError(report.flatten(["rowNumber", "fieldName", "type"])[:5])
    return int(report.tasks[0].stats["rows"]), seconds


def check_with_jsonschema(file: Path, _url: str) -> Measured:
    """The rows as the standard library's csv reads them, each asked for yes or no."""
    import jsonschema_rs  # type: ignore[import-not-found,unused-ignore]

    from bench.schema import json_schema

    validator = jsonschema_rs.validator_for(json_schema(file))
    rows = refused = 0
    started = time.perf_counter()
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows += 1
            given = {title: cell for title, cell in row.items() if cell}
            refused += not validator.is_valid(given)
    seconds = time.perf_counter() - started
    if refused:
        raise FoundFaultsError(f"{refused} of {rows}")
    return rows, seconds


def load_with_dlt(file: Path, url: str) -> Measured:
    """The whole file as Arrow tables through dlt's CSV format, its quickest way into PostgreSQL."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
    import dlt  # type: ignore[import-not-found,unused-ignore]

    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        pipeline = dlt.pipeline(
            "bench",
            destination=dlt.destinations.postgres(credentials=_with_host(url)),
            dataset_name="bench_dlt",
            pipelines_dir=folder,
        )
        source = dlt.resource(_arrow_tables(file), name="penalty")
        started = time.perf_counter()
        pipeline.run(source, loader_file_format="csv", write_disposition="append")
        seconds = time.perf_counter() - started
        with pipeline.sql_client() as client:
            counted = client.execute_sql("SELECT count(*) FROM penalty")
            client.execute_sql("DROP SCHEMA bench_dlt CASCADE")
    return int(counted[0][0]), seconds


def _with_host(url: str) -> str:
    """The same server in the form that dlt reads: it insists on a host before the query."""
    # libpq takes the socket's folder from the query, which comes last.
    return url.replace("@/", "@localhost/", 1)


def _arrow_tables(file: Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    with file.open(encoding="utf-8", newline="") as stream:
        titles = next(csv.reader(stream))
    texts = pacsv.ConvertOptions(column_types=dict.fromkeys(titles, pa.string()))
    blocks = pacsv.ReadOptions(block_size=1 << 25)
    for batch in pacsv.open_csv(file, read_options=blocks, convert_options=texts):
        yield pa.Table.from_batches([batch])


def read_with_openpyxl(file: Path, _url: str) -> Measured:
    """Every value of the first sheet in openpyxl's quickest mode, thrown away."""
    import openpyxl

    started = time.perf_counter()
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1
    book.close()
    return rows, time.perf_counter() - started


RUNS = {
    "frictionless": check_with_frictionless,
    "jsonschema-rs": check_with_jsonschema,
    "dlt": load_with_dlt,
    "openpyxl": read_with_openpyxl,
}


def compare(report: Report, node: Node, name: str, file: Path) -> None:
    """Set a peer beside us on the file, or name it as missing."""
    if find_spec(MODULES[name]) is None:
        report.missing.append(name)
        return
    told(f"{name} on {file.name}")
    measured = node.python("-m", "bench.peers", name, str(file), node.lease.url)
    if measured.status != 0:
        told(f"{name} broke off with exit status {measured.status} and is left out")
        report.missing.append(name)
        return
    found = json.loads(measured.output.splitlines()[-1])
    report.compare(name, found["rows"], found["seconds"], peak_mb=measured.peak_mb)


def main() -> None:
    """Run one peer on one file."""
    name, file, url = sys.argv[1:]
    rows, seconds = RUNS[name](Path(file), url)
    print(json.dumps({"rows": rows, "seconds": seconds}))


if __name__ == "__main__":
    main()
