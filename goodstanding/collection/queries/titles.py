"""The titles of a stored file's columns, for a file that was refused because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodstanding.collection.adapters.reading.faults import UnreadableFileError
from goodstanding.collection.adapters.reading.source import open_source
from goodstanding.lib import store
from goodstanding.standards import person_number

if TYPE_CHECKING:
    from goodstanding.collection.models import Submission
    from goodstanding.lib.environment import Environment


def titles_of(submission: Submission, environment: Environment) -> tuple[str, ...]:
    """The column titles as given, masked; none where the file can't be read at all."""
    stored = store.StoredFile(
        sha256=submission.sha256, size=submission.size, path=submission.stored_as,
        key=bytes(submission.data_key),
    )  # fmt: skip
    try:
        with store.open_plain(environment.home / "store", stored) as content:
            source = open_source(content, filename=submission.filename, knows=lambda _title: False)
            return tuple(person_number.mask(title) for title in source.headers)
    except (UnreadableFileError, store.MissingFileError, store.StoredFileError):
        return ()
