"""The rating models of the policy folder in force, and what is wrong with those of any folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goodstanding.catalogue.adapters import folder, yaml_files
from goodstanding.catalogue.domain.edition import edition_hash, to_json
from goodstanding.catalogue.domain.faults import FaultList, PolicyFaultsError
from goodstanding.catalogue.domain.loading_files import PolicyFiles
from goodstanding.catalogue.domain.reading import nearest
from goodstanding.lib.errors import GoodstandingError
from goodstanding.ratings.domain.facts import Rules
from goodstanding.ratings.domain.golden import Example, differences, read_examples
from goodstanding.ratings.domain.loading import read_models

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from goodstanding.catalogue.domain.faults import Fault
    from goodstanding.catalogue.queries import LoadedCatalogue, WholeCatalogue
    from goodstanding.ratings.domain.model import Model

FOLDER = "ratings"
SIZE_ITEM = "registration"  # its registered capital


class UnknownModelError(GoodstandingError):
    """Somebody named a rating model that the policy in force does not have, or that is not ready."""

    code = "ratings.unknown_model"
    zh = "没有可用的评价模型“%(given)s”。可用的是：%(accepted)s。"
    message = "There is no rating model '%(given)s' to be used. There are: %(accepted)s."
    http_status = 404


@dataclass(frozen=True)
class Models:
    """The models of a policy folder with their examples; `digests` name what each of them says."""

    all: Mapping[str, Model]
    examples: Mapping[str, tuple[Example, ...]]
    rules: Rules
    edition: str

    def ready(self, code: str) -> Model:
        """A model that may be used. Raises UnknownModelError."""
        found = self.all.get(code)
        if found is None or not found.ready:
            usable = [one.code for one in self.all.values() if one.ready]
            raise UnknownModelError(given=code, accepted=nearest(code, usable))
        return found

    def of_subject(self, kind: str) -> list[Model]:
        """The models that rate organisations of the kind."""
        return [one for one in self.all.values() if one.ready and kind in dict(one.subjects)]

    @property
    def public(self) -> list[Model]:
        """The models with a page of their own: all that are ready and not internal."""
        return [one for one in self.all.values() if one.ready and not one.internal]


def model_edition(model: Model) -> str:
    """The hash of everything that the model says: the same for ever for the same model."""
    return hashlib.sha256(to_json(model).encode()).hexdigest()


def models_in_force(policy: Path, catalogue: LoadedCatalogue) -> Models:
    """The models of the policy folder as it is now. Raises PolicyFaultsError if any has a fault."""
    files = _files(policy)
    key = (str(policy), catalogue.edition, edition_hash(files))
    found = _LOADED.get(key)
    if found is None:
        faults = FaultList()
        found = load(files, catalogue, faults)
        if faults.faults:
            raise PolicyFaultsError(folder=str(policy), faults=faults.sorted())
        _LOADED.clear()
        _LOADED[key] = found
    return found


def _files(policy: Path) -> dict[str, bytes]:
    found = folder.contents(policy)
    return {path: content for path, content in found.items() if path.startswith(f"{FOLDER}/")}


_LOADED: dict[tuple[str, str, str], Models] = {}


def load(
    files: Mapping[str, bytes], catalogue: LoadedCatalogue | WholeCatalogue, faults: FaultList
) -> Models:
    """The models that the files make; what is wrong is noted in `faults`."""
    placed = PolicyFiles(
        (yaml_files.read(path, content, faults) for path, content in sorted(files.items())), faults
    )
    readers = [found for path in sorted(files) if (found := placed.reader(path)) is not None]
    models = read_models(readers, catalogue, catalogue.agencies)
    named = {code for model in models.values() for code in model.items()}
    named |= {item for model in models.values() for item in _looked_at_after(model)}
    named |= {item for reader in readers for item in _named_in_tests(reader)} & set(catalogue.items)
    rules = Rules(
        items={code: catalogue.item(code) for code in sorted(named)},
        severity=catalogue.severity,
        domains={code: agency.domain for code, agency in catalogue.agencies.items()},
    )
    examples: dict[str, tuple[Example, ...]] = {}
    for reader in readers:
        code = reader.text("code") or ""
        if code in models and not faults.faults:
            examples[code] = tuple(read_examples(reader, rules.items))
    return Models(models, examples, rules, catalogue.edition)


def alone(file: str, text: str, catalogue: LoadedCatalogue) -> tuple[Model, Rules]:
    """The model of one file that stands in no policy folder. Raises PolicyFaultsError."""
    faults = FaultList()
    found = load({f"{FOLDER}/{file}": text.encode()}, catalogue, faults)
    if faults.faults or not found.all:
        raise PolicyFaultsError(folder=file, faults=faults.sorted())
    return next(iter(found.all.values())), found.rules


def another(code: str, content: bytes, policy: Path, catalogue: LoadedCatalogue) -> Models:
    """The models in force with one of them as a file says it.

    Raises PolicyFaultsError with the faults of that file; with those of others only where it has none.
    """
    file = f"{FOLDER}/{code}.yaml"
    faults = FaultList()
    found = load(_files(policy) | {file: content}, catalogue, faults)
    if faults.faults:
        own = tuple(fault for fault in faults.sorted() if fault.file == file)
        raise PolicyFaultsError(folder=f"{code}.yaml", faults=own or faults.sorted())
    return found


def _looked_at_after(model: Model) -> set[str]:
    """The items that say what came after, where a model was fitted to it; and how big a firm is."""
    if model.fitted is None:
        return set()
    return {SIZE_ITEM} | {item for source in model.fitted.outcome.sources for item in source.items}


def _named_in_tests(reader: Any) -> set[str]:
    return {
        record.text("item") or ""
        for test in reader.readers("tests")
        for record in test.readers("records")
    }


def check(
    files: Mapping[str, bytes], catalogue: LoadedCatalogue | WholeCatalogue
) -> tuple[Fault, ...]:
    """Every fault of the models, and every example that a model does not come to."""
    faults = FaultList()
    models = load(files, catalogue, faults)
    if not faults.faults:
        for code, examples in models.examples.items():
            for example in examples:
                for what, wanted, given in differences(models.all[code], example, models.rules):
                    faults.add(
                        f"{FOLDER}/{code}.yaml", example.line, "policy.wrong_example",
                        given=f"{example.name}: {what}", wanted=wanted, found=given,
                    )  # fmt: skip
    return faults.sorted()
