"""The three kinds of failure: a refusal we explain, a fault that passes, and a bug.

Everything that is neither a `GoodstandingError` nor a `TemporaryError` is a bug
and is caught only by the outermost handler of a face.
"""

from __future__ import annotations

from typing import Any, ClassVar


class GoodstandingError(Exception):
    """A refusal that can be explained to the person who asked.

    A subclass gives a stable `code` (for programs and tests) and a `message` for
    people, with `%(name)s` places for the fields given when it is raised. The
    message says what was given, what is accepted and what to do. `zh` is the same for
    Chinese pages; where it is empty they show `message`, marked as English.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = "The request was refused."
    zh: ClassVar[str] = ""
    http_status: ClassVar[int] = 409
    exit_status: ClassVar[int] = 3

    def __init__(self, **fields: Any) -> None:
        super().__init__(fields)
        self.fields = fields

    def __str__(self) -> str:
        return self.message % self.fields

    @property
    def messages(self) -> dict[str, str]:
        """The sentence as `zh` and `en`; where there is no Chinese one, both are English."""
        return {"zh": (self.zh or self.message) % self.fields, "en": str(self)}


class TemporaryError(GoodstandingError):
    """Something outside failed in a way that passes: try the same call again later.

    Jobs retry these and nothing else; the command line answers with status 4.
    """

    code = "temporary"
    message = "Something is not available just now. Try again in a moment."
    http_status = 503
    exit_status = 4
