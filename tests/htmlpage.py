"""A page of ours as tests read it: parsed as a browser would, and strict about what must be there."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Html(LexborHTMLParser):
    """One page."""

    def one(self, css: str) -> LexborNode:
        """Give the first element that a selector finds; it must be there."""
        found = self.css_first(css)
        assert found is not None, f"nothing on the page is {css}"
        return found

    def texts(self, css: str) -> list[str]:
        """Give the texts of all elements that a selector finds, each on one line."""
        return [" ".join(node.text().split()) for node in self.css(css)]


def value(node: LexborNode, css: str) -> str | None:
    """Give the value of the first field inside a node that a selector finds; it must be there."""
    found = node.css_first(css)
    assert found is not None, f"nothing in the form is {css}"
    return found.attributes["value"]
