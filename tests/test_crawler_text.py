"""From mark-up to clean text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text import clean, one_line, plain


def test_it_works() -> None:
    assert plain("<p>Заказал  чайник.</p><p>Не <b>привезли</b>!<br>Жду.</p>") == "Заказал чайник.\n\nНе привезли!\nЖду."


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<script>alert('<p>x</p>')</script>text", "text"),
        ("<style>p { color: red }</style>text<!-- <b>not</b> this -->", "text"),
        ("<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"),
        ('<a href="x>y">link</a>', "link"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("<p>one\ntwo</p>", "one two"),
        ("<button>Reply</button>text", "text"),
        ("no mark-up\nat all", "no mark-up\nat all"),
        ("", ""),
    ],
)
def test_mark_up_becomes_text(fragment: str, text: str) -> None:
    assert plain(fragment) == text


def test_paragraphs_are_kept_and_white_space_is_folded() -> None:
    assert clean("  one \t two \n\n\n\n three\u00a0four  ") == "one two\n\nthree four"


def test_invisible_signs_are_dropped_and_letters_composed() -> None:
    assert clean("при\u00adвет\u200b\x07") == "привет"
    assert clean("и\u0306") == "й"
    assert one_line("и\u0306 и\u0306") == "й й"
    assert clean("ёлка") == "ёлка"


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    folded = one_line(text)
    assert "\n" not in folded
    assert "  " not in folded
    assert folded == folded.strip()
    assert one_line(folded) == folded


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_any_fragment_gives_text_without_control_signs(text: str) -> None:
    assert not any(sign < " " and sign != "\n" for sign in plain(text))
