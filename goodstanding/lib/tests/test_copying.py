"""Lines on their way to the server."""

from __future__ import annotations

import pyarrow as pa

from goodstanding.lib.copying import buffers, gathered


def test_lines_of_a_batch_are_gathered_and_keep_their_order_among_themselves():
    batches = [
        pa.record_batch({"line": ["a2\n", "b1\n", "c2\n", "d1\n"], "by": [2, 1, 2, 1]}),
        pa.record_batch({"line": ["e1\n", "f0\n"], "by": [1, 0]}),
    ]

    sent = b"".join(buffers(gathered(batches, by="by")))

    assert sent == b"b1\nd1\na2\nc2\nf0\ne1\n"
