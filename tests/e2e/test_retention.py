"""What citizens sent leaves again, on a storage that enforces the functions' roles."""

from __future__ import annotations

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
