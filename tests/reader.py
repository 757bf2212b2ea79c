"""An HTML page as a browser would have it: its elements, its links, the article's text and the words of marks."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset({"meta", "input", "link", "br", "img"})


class Reader(HTMLParser):
    """What a browser would make of a page, as far as tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.article = ""
        self.words: dict[str, str] = {}
        self.heading = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self._open.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "h1" for tag, _ in self._open):
            self.heading += data
        if not any(tag == "article" for tag, _ in self._open):
            return
        self.article += data
        tokens = next((found["data-ids"] for _, found in self._open if "data-ids" in found), "")
        for token in tokens.split():
            self.words[token] = self.words.get(token, "") + data

    def ids(self) -> list[str]:
        return [found["id"] for _, found in self.tags if "id" in found]

    def links(self) -> list[str]:
        return [found["href"] for tag, found in self.tags if tag == "a"]
