"""Reads a page as a person does: its text, its links, its buttons; and what a browser could be made to run."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br"}


@dataclass
class Page:
    """`result` is the text of the section that tells what happened, empty where there is none."""

    text: str = ""
    result: str = ""
    language: str = ""
    links: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)

    def has(self, *texts: str) -> bool:
        missing = [text for text in texts if text not in self.text]
        assert not missing, f"{missing} not in: {self.text}"
        return True


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, str | None]] = []
        self._words: list[str] = []
        self._result: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, named.get("id")))
        self.page.tags.add(tag)
        self.page.attributes |= set(named)
        if tag == "html":
            self.page.language = named["lang"]
        if tag == "a":
            self.page.links.append(named["href"])
        if tag == "form" and named.get("method") == "post":
            self.page.posts.append(named["action"])
        if tag == "button" and "aria-describedby" in named:
            self.page.described.append(named["aria-describedby"])

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self._words += data.split()
        if ("section", "hasil") in self._open:
            self._result += data.split()

    def read(self) -> Page:
        assert not self._open
        self.page.text, self.page.result = " ".join(self._words), " ".join(self._result)
        return self.page


def read(html: str) -> Page:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.read()
