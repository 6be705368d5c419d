"""What others make of the same labelled rows, each run in a process of its own.

    python -m bench.match_peers NAME FOLDER

Each is given the register's names and codes and links from the score that its users
commonly take: rapidfuzz 90, nomenklatura 0.7, Splink 0.95. Those that compare two names only are
given rapidfuzz's five best. What is measured for speed is the rows of pairs.csv.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from goodstanding.standards import names, uscc

if TYPE_CHECKING:
    from collections.abc import Callable

    Answers = tuple[list[str], list[list[str]]]

PEERS = {
    "plain fold": "goodstanding",
    "rapidfuzz": "rapidfuzz",
    "nomenklatura logic-v1": "nomenklatura",
    "nomenklatura logic-v2": "nomenklatura",
    "splink": "splink",
}
"""The module that tells whether a peer is installed."""

FIVE = 5


def installed(peer: str) -> bool:
    """Whether the peer can be run here."""
    return find_spec(PEERS[peer]) is not None


class Rows:
    """The register and the labelled rows."""

    def __init__(self, folder: Path) -> None:
        self.register = _read(folder / "register.csv")
        self.pairs = _read(folder / "pairs.csv")
        self.names = [row["name"] for row in self.register]
        self.codes = [row["uscc"] for row in self.register]


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def plain_fold(rows: Rows) -> Answers:
    """Equal codes, else equal names, both cleaned: what a careful clerk's script does."""
    by_name: dict[str, list[str]] = {}
    for name, code in zip(rows.names, rows.codes, strict=True):
        by_name.setdefault(names.fold(name), []).append(code)
    known = set(rows.codes)
    linked = []
    for pair in rows.pairs:
        code, named = uscc.clean(pair["code"]), by_name.get(names.fold(pair["name"]), [])
        linked.append(code if code in known else named[0] if len(named) == 1 else "")
    return linked, [[] for _ in linked]


def best(rows: Rows) -> tuple[Any, Any]:
    """Places and scores of rapidfuzz's five best names for each row, by brute force."""
    from rapidfuzz import fuzz, process

    given = [pair["name"] for pair in rows.pairs]
    places, scores = [], []
    for at in range(0, len(given), 100):
        found = process.cdist(
            given[at : at + 100], rows.names, scorer=fuzz.ratio, dtype=np.float32, workers=2
        )
        order = np.argpartition(-found, FIVE, axis=1)[:, :FIVE]
        value = np.take_along_axis(found, order, axis=1)
        inside = np.argsort(-value, axis=1)
        places.append(np.take_along_axis(order, inside, axis=1))
        scores.append(np.take_along_axis(value, inside, axis=1))
    return np.concatenate(places), np.concatenate(scores)


def rapidfuzz(rows: Rows) -> Answers:
    """fuzz.ratio of names; linked from 90."""
    places, scores = best(rows)
    offered = [[rows.codes[n] for n in five] for five in places]
    return [five[0] if s[0] >= 90 else "" for five, s in zip(offered, scores, strict=True)], offered


def nomenklatura(name: str) -> Callable[[Rows], Answers]:
    """An algorithm of nomenklatura on rapidfuzz's five best; linked from 0.7."""

    def run(rows: Rows) -> Answers:
        from followthemoney import model  # type: ignore[import-not-found,unused-ignore]
        from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found,unused-ignore]

        algorithm = get_algorithm(name)
        config = algorithm.default_config()

        def entity(number: str, title: str, code: str) -> Any:
            properties = {"name": [title], "registrationNumber": [code] if code else []}
            return model.get_proxy({"id": number, "schema": "Company", "properties": properties})

        linked, offered = [], []
        places, _ = best(rows)
        for pair, five in zip(rows.pairs, places, strict=True):
            given = entity("given", pair["name"], pair["code"])
            scored = [
                (algorithm.compare(given, entity(str(n), rows.names[n], rows.codes[n]), config).score, rows.codes[n])
                for n in five.tolist()
            ]  # fmt: skip
            scored.sort(key=lambda one: -one[0])
            linked.append(scored[0][1] if scored[0][0] >= 0.7 else "")
            offered.append([code for _, code in scored])
        return linked, offered

    return run


def splink(rows: Rows) -> Answers:
    """Splink with levels of Jaro-Winkler on the name and equality of the code; linked from 0.95."""
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    import splink.comparison_library as cl  # type: ignore[import-not-found,unused-ignore]
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # type: ignore[import-not-found,unused-ignore]

    given = pd.DataFrame(
        {"unique_id": [f"g{n}" for n in range(len(rows.pairs))], "name": [p["name"] for p in rows.pairs],
         "code": [p["code"] or None for p in rows.pairs]}
    )  # fmt: skip
    held = pd.DataFrame(
        {
            "unique_id": [f"r{n}" for n in range(len(rows.names))],
            "name": rows.names,
            "code": rows.codes,
        }
    )
    for frame in (given, held):
        frame["front"], frame["back"] = frame["name"].str[:4], frame["name"].str[2:6]
    api = DuckDBAPI()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.88]), cl.ExactMatch("code")],
        blocking_rules_to_generate_predictions=[
            block_on("front"),
            block_on("back"),
            block_on("code"),
        ],
    )
    linker = Linker([api.register(given), api.register(held)], settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    offers: dict[int, list[tuple[float, str]]] = {}
    for left, right, p in zip(
        found.unique_id_l, found.unique_id_r, found.match_probability, strict=True
    ):
        g, r = (left, right) if left[0] == "g" else (right, left)
        offers.setdefault(int(g[1:]), []).append((p, rows.codes[int(r[1:])]))
    ordered = [sorted(offers.get(n, []), reverse=True)[:FIVE] for n in range(len(rows.pairs))]
    linked = [one[0][1] if one and one[0][0] >= 0.95 else "" for one in ordered]
    return linked, [[code for _, code in one] for one in ordered]


RUNS: dict[str, Callable[[Rows], Answers]] = {
    "plain fold": plain_fold,
    "rapidfuzz": rapidfuzz,
    "nomenklatura logic-v1": nomenklatura("logic-v1"),
    "nomenklatura logic-v2": nomenklatura("logic-v2"),
    "splink": splink,
}


def main() -> None:
    """Run one peer."""
    name, folder = sys.argv[1:]
    rows = Rows(Path(folder))
    started = time.perf_counter()
    linked, offered = RUNS[name](rows)
    seconds = time.perf_counter() - started
    print(
        json.dumps({"rows": len(linked), "seconds": seconds, "linked": linked, "offered": offered})
    )


if __name__ == "__main__":
    main()
