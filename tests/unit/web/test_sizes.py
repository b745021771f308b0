"""A first view fits the first round trip of a slow line: 14.6 KB in all, of it at most 6 KB of script."""

import gzip
import re

FIRST_VIEW = 14_600
SCRIPT = 6_000
#: Everything an application needs without its documents, from the first page to the status after submission.
WHOLE_APPLICATION = 60_000
#: Of it the calls with their heads; the browser tests measure 5,500.
CALLS = 7_000


def _gzip(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def _scripts(site: dict[str, bytes], page: str) -> int:
    addresses = re.findall(r'<script type="module" src="/([^"]+)"', site[page].decode())
    return sum(_gzip(site[address]) for address in addresses)


def test_every_first_view_fits(site: dict[str, bytes]) -> None:
    sizes = {page: (_gzip(site[page]), _scripts(site, page)) for page in site if page.endswith(".html")}
    assert {page: size for page, size in sizes.items() if sum(size) > FIRST_VIEW or size[1] > SCRIPT} == {}


def test_all_files_of_a_whole_application_fit_with_room_for_the_calls(site: dict[str, bytes]) -> None:
    files = re.compile(
        # What only some need comes when it is needed: another device's answers, the lines of the old passport.
        r"(ajukan/passport-renewal|permohonan|luring)/index.html|sw.js|"
        r"aset/((form|upload|legible|finish|qr)\.id|core|apply|application)\.\w+.js"
    )
    found = [path for path in site if files.fullmatch(path)]
    assert len(found) == 12
    assert sum(_gzip(site[path]) for path in found) <= WHOLE_APPLICATION - CALLS


def test_what_paying_needs_fits_the_first_round_trip_too(site: dict[str, bytes]) -> None:
    files = re.compile(r"aset/(pay|qr)\.id\.\w+.js|catalogue/gateways.json")
    sizes = [_gzip(site[path]) for path in site if files.fullmatch(path)]
    assert len(sizes) == 3
    assert sum(sizes) < FIRST_VIEW


def test_a_published_file_never_changes_under_its_name(site: dict[str, bytes]) -> None:
    assert all(re.fullmatch(r"aset/[a-z]+(\.[a-z]{2})?\.[0-9a-f]{10}\.js", path) for path in site if "aset/" in path)
