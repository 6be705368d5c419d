"""A verdict holds whatever that which is open turns out to be; a hindrance that stands is one."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from goodstanding.catalogue.domain.model import Text
from goodstanding.verification.domain.purpose import Verdict
from goodstanding.verification.domain.rows import DISPUTED, NOT_COLLECTED, Found, Hit, verdict_of

TOLD = (Verdict.NOTED, Verdict.FOUND)
HITS = st.lists(st.tuples(st.sampled_from(TOLD), st.booleans()), max_size=5)
GAPS = st.sampled_from((Verdict.CLEAR, *TOLD))


def hit(verdict, disputed):
    text = Text("x", "x")
    return Hit(Found(text, text, text, None, "", disputed, (1, 1)), verdict)


def outcomes(hits, gap):
    """Every verdict that there could be once each dispute is decided and each source is known."""
    open_ = [verdict for verdict, disputed in hits if disputed]
    open_ += TOLD[: TOLD.index(gap) + 1] if gap in TOLD else []
    firm = {verdict for verdict, disputed in hits if not disputed}
    for stands in product((False, True), repeat=len(open_)):
        known = firm | {verdict for verdict, does in zip(open_, stands, strict=True) if does}
        yield next((v for v in reversed(TOLD) if v in known), Verdict.CLEAR)


@given(HITS, GAPS)
def test_a_verdict_is_what_every_outcome_comes_to_and_undecided_where_they_differ(hits, gap):
    possible = set(outcomes(hits, gap))

    verdict, _ = verdict_of([hit(*one) for one in hits], gap)

    assert verdict is (possible.pop() if len(possible) == 1 else Verdict.UNDECIDED)


@given(HITS, GAPS)
def test_a_hindrance_that_stands_is_found_whatever_else_is_open_and_what_is_open_is_told(hits, gap):
    verdict, reasons = verdict_of([hit(*one) for one in hits], gap)

    if (Verdict.FOUND, False) in hits:
        assert verdict is Verdict.FOUND
    assert (NOT_COLLECTED in reasons) == (gap is not Verdict.CLEAR)
    assert (DISPUTED in reasons) == any(disputed for _, disputed in hits)
