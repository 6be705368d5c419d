from __future__ import annotations

from goodstanding.portal.adapters.pages import Made, Pages


def made(size):
    return Made((("Content-Type", "text/html"),), b"x" * size)


def test_a_page_is_found_under_its_key_alone():
    pages = Pages(1000)
    pages.keep("a", made(10))

    assert pages.get("a") == made(10)
    assert pages.get("b") is None


def test_the_page_not_asked_for_longest_is_forgotten_first():
    pages = Pages(250)
    for key in "abcdefghij":
        pages.keep(key, made(30))
        pages.get("a")

    assert pages.get("a") is not None
    assert pages.get("b") is None
    assert pages.get("j") is not None


def test_a_page_that_would_take_an_eighth_of_all_is_not_kept():
    pages = Pages(800)
    pages.keep("large", made(101))

    assert pages.get("large") is None
