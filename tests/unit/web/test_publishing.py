"""What browsers are told about the published files."""

import gzip

from web.publishing import ASKED, FOR_EVER, published


def test_files_named_by_their_content_are_kept_for_ever_and_pages_are_asked_for(site: dict[str, bytes]) -> None:
    for each in published(site):
        assert each.cache_control == (FOR_EVER if each.key.startswith("aset/") else ASKED)


def test_every_file_is_published_compressed_and_with_its_type(site: dict[str, bytes]) -> None:
    objects = {each.key: each for each in published(site)}
    assert objects.keys() == site.keys()
    assert all(gzip.decompress(each.body) == site[key] for key, each in objects.items())
    assert objects["index.html"].content_type == "text/html; charset=utf-8"
    assert objects["sw.js"].content_type == "text/javascript; charset=utf-8"
    assert objects["catalogue/services.json"].content_type == "application/json"


def test_the_same_content_gives_the_same_bytes(site: dict[str, bytes]) -> None:
    assert list(published(site)) == list(published(site))
