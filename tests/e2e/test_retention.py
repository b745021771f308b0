"""What citizens sent leaves again, on a storage that enforces the functions' roles."""

from __future__ import annotations

import pytest

from tests.support import papers
from tests.support.local_cloud import LocalCloud
from tests.support.visitor import Visitor, expect, post_chunk


def stored(cloud: LocalCloud, bucket: str, visitor: Visitor) -> int:
    """Versions and delete markers of what the application sent."""
    name = cloud.output(bucket)
    found = cloud.administrator("s3").list_object_versions(Bucket=name, Prefix=f"{visitor.application_id}/")
    return len(found.get("Versions", ())) + len(found.get("DeleteMarkers", ()))


def test_an_upload_left_unfinished_is_gone_the_next_day(local_cloud: LocalCloud, visitor: Visitor) -> None:
    visitor.start()
    content = papers.jpeg("unfinished", 100_000)
    opened = expect(visitor.open_upload("ktp", content, content_type="image/jpeg"), 201).json
    for _ in range(2):  # a second version of the first chunk
        expect(post_chunk(opened["upload"], 0, content[: opened["chunk_size"]]), 204)
    assert stored(local_cloud, "IncomingBucket", visitor) == 2

    local_cloud.advance("25h")
    assert stored(local_cloud, "IncomingBucket", visitor) == 0
    assert visitor.document(opened["document_id"])["status"] == "expired"


def test_a_year_later_nothing_is_left_unless_a_supervisor_holds_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    """On a cloud of its own: the others' clock would go too far ahead."""
    cloud = LocalCloud(tmp_path_factory.mktemp("retention") / "local")
    try:
        cloud.start()
        held, let_go = Visitor(cloud).submitted(), Visitor(cloud).submitted()
        for visitor in (held, let_go):
            expect(visitor.call("POST", "/withdrawal"), 202)
        hold = ("officer", "hold", held.application_id)
        assert cloud.refused(*hold, "on", "--officer", "budi", "--reason", "audit") == "officer_may_not"
        assert cloud.refused(*hold, "on", "--officer", "sari") == "reason_not_allowed"
        assert cloud.refused(*hold, "off", "--officer", "sari") == "hold_unchanged"
        assert cloud.command(*hold, "on", "--officer", "sari", "--reason", "audit")["held"] is True
        assert stored(cloud, "VaultBucket", let_go) >= len(let_go.view()["documents"]) > 0

        cloud.advance("366d")
        assert [stored(cloud, bucket, let_go) for bucket in ("VaultBucket", "IncomingBucket")] == [0, 0]
        assert {document["status"] for document in let_go.view()["documents"]} == {"purged"}
        assert "DocumentsPurged" in let_go.events()
        assert stored(cloud, "VaultBucket", held) > 0

        assert cloud.command(*hold, "off", "--officer", "sari")["held"] is False
        cloud.advance("31d")
        assert stored(cloud, "VaultBucket", held) == 0
        assert "DocumentsPurged" in held.events()
        assert "DocumentsHeld" not in held.events(), "an investigation is nothing to be told of"
    finally:
        cloud.remove()
