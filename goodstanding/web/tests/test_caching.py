from __future__ import annotations

import pytest

pytestmark = pytest.mark.urls("goodstanding.web.tests.failing_urls")


def test_a_page_is_kept_a_while_and_answers_304_while_nothing_is_new(client):
    first = client.get("/kept/?mark=7")
    again = client.get("/kept/?mark=7", headers={"if-none-match": first["ETag"]})
    newer = client.get("/kept/?mark=8", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=60"
    assert "HX-Request" in first["Vary"]
    assert (again.status_code, again.content) == (304, b"")
    assert newer.status_code == 200


def test_a_page_without_a_watermark_is_not_kept(client):
    assert "ETag" not in client.get("/kept/")
    assert "Cache-Control" not in client.get("/kept/")


@pytest.mark.parametrize(("ends", "kept"), [("7", 7), ("0", 0), ("-5", 0), ("900", 60)])
def test_a_page_is_never_kept_past_the_next_end_on_it(client, ends, kept):
    response = client.get(f"/kept/?mark=7&ends={ends}")

    assert response["Cache-Control"] == f"public, max-age={kept}"
    assert "X-Ends-In" not in response


def test_fragment_language_and_query_have_their_own_mark(client):
    marks = {
        client.get("/kept/?mark=7")["ETag"],
        client.get("/kept/?mark=7&q=1")["ETag"],
        client.get("/en/kept/?mark=7")["ETag"],
        client.get("/kept/?mark=7", headers={"hx-request": "true"})["ETag"],
    }

    assert len(marks) == 4


def test_a_reader_without_the_large_view_does_not_get_it_from_a_cache(client):
    assert client.get("/kept/?mark=7")["ETag"] != client.get("/kept/?mark=7&view=large")["ETag"]
