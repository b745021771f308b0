"""What every built page keeps to."""

import html
import re
from html.parser import HTMLParser

import pytest

from web.language import LANGUAGES, PATHS

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Elements(HTMLParser):
    """All elements of a page with their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    def having(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.found if name in attributes]


@pytest.fixture(scope="module")
def parsed(pages: dict[str, str]) -> dict[str, Elements]:
    return {path: Elements(page) for path, page in pages.items()}


def test_every_element_is_closed_and_every_id_stands_once(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        ids = page.having("id")
        assert not page.open, path
        assert len(ids) == len(set(ids)), path


def test_every_page_says_its_language_and_has_a_title_and_a_way_to_the_content(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        assert page.found[0] == ("html", {"lang": "en" if path.startswith("en/") else "id"})
        assert "title" in {tag for tag, _ in page.found}
        assert ("a", {"class": "skip", "href": "#main"}) in page.found


def test_every_page_has_its_twin(parsed: dict[str, Elements]) -> None:
    twins = [path for path in parsed if path != "404.html"]
    assert len(twins) == 2 * (len(PATHS) - 1)
    for path in twins:
        [twin] = [a["href"] for tag, a in parsed[path].found if tag == "link" and a.get("rel") == "alternate"]
        [back] = [a["href"] for tag, a in parsed[_file(twin)].found if tag == "link" and a.get("rel") == "alternate"]
        assert _file(back) == path


def test_every_link_leads_somewhere(site: dict[str, bytes], parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        for address in page.having("href"):
            if address.startswith("#"):
                assert address[1:] in {*page.having("id"), *page.having("data-step")}, (path, address)
            elif not address.startswith(("data:", "/v1/forms/")):
                assert _file(address) in site, (path, address)


def test_nothing_is_asked_of_anybody_else(site: dict[str, bytes]) -> None:
    for path, content in site.items():
        addresses = set(re.findall(r"https?://[^\s\"'`)<]+", content.decode()))
        allowed = {"http://www.w3.org/2000/svg", "https://json-schema.org/draft/2020-12/schema"}
        assert addresses <= allowed, path


def test_nothing_needs_the_content_policy_to_be_weaker(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        for tag, attributes in page.found:
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            if tag == "script":
                assert attributes.get("type") == "application/json" or "src" in attributes, path


def test_one_style_sheet_serves_all_pages(pages: dict[str, str]) -> None:
    assert (
        len({style for page in pages.values() for style in re.findall(r"<style>(.*?)</style>", page, re.DOTALL)}) == 1
    )


def test_every_field_has_a_label(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        labelled = {attributes.get("for") for tag, attributes in page.found if tag == "label"}
        fields = [a["id"] for tag, a in page.found if tag in ("input", "textarea", "select")]
        assert set(fields) <= labelled, path


def test_what_describes_a_field_is_there(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        described = {each for ids in page.having("aria-describedby") for each in ids.split()}
        assert described <= set(page.having("id")), path


def test_amounts_and_dates_are_written_as_the_reader_writes_them(parsed: dict[str, Elements]) -> None:
    words = {path: " ".join(page.words) for path, page in parsed.items()}
    assert "Rp650.000" in words["layanan/passport-renewal/index.html"]
    assert "Rp650,000" in words["en/services/passport-renewal/index.html"]
    assert "24 November 2026" in words["index.html"]


def test_what_is_not_verified_says_so(parsed: dict[str, Elements]) -> None:
    service = " ".join(parsed["layanan/passport-renewal/index.html"].words)
    office = service[service.index("Layanan imigrasi Lebong") :]
    assert "perlu dikonfirmasi" in office[:200]
    assert "PP 45/2024" in service


def test_no_page_speaks_of_kamu(parsed: dict[str, Elements]) -> None:
    for path, page in parsed.items():
        assert not re.search(r"\b(kamu|kalian|lo|gue)\b", html.unescape(" ".join(page.words)), re.IGNORECASE), path


def _file(address: str) -> str:
    path = address.lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path


def test_the_first_language_has_the_short_addresses() -> None:
    assert next(iter(LANGUAGES.items())) == ("id", "/")
