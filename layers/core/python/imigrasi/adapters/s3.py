"""Where documents arrive (incoming bucket, chunk by chunk) and where checked ones live (vault)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from imigrasi.domain.document import POLICY_LIFETIME, Document
from imigrasi.usecases.ports import Piece, Policy

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3UploadArea:
    """UploadArea on two buckets."""

    def __init__(self, client: S3Client, *, incoming: str, vault: str = "", storage_key: str = "") -> None:
        self._client = client
        self._incoming = incoming
        self._vault = vault
        self._storage_key = storage_key

    def policy(self, document: Document) -> Policy:
        """One policy for all chunks of one document: exact prefix, type, key and length range."""
        encryption = {
            "x-amz-server-side-encryption": "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id": self._storage_key,
        }
        fields = {"Content-Type": document.content_type, **encryption}
        conditions: list[Any] = [
            ["starts-with", "$key", document.key_prefix],
            ["starts-with", "$x-amz-checksum-sha256", ""],
            ["content-length-range", 1, document.chunk_size],
            *({name: value} for name, value in fields.items()),
        ]
        signed = self._client.generate_presigned_post(
            Bucket=self._incoming,
            Key=document.key_prefix + "${filename}",
            Fields=fields,
            Conditions=conditions,
            ExpiresIn=int(POLICY_LIFETIME.total_seconds()),
        )
        form = {name: value for name, value in signed["fields"].items() if name != "key"}
        return Policy(signed["url"], form)

    def received(self, document: Document) -> dict[int, int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._incoming, Prefix=document.key_prefix
        )
        return {
            number: entry["Size"]
            for page in pages
            for entry in page.get("Contents", [])
            if (number := _number(document, entry["Key"])) is not None
        }

    def pieces(self, document: Document) -> list[Piece]:
        return sorted(self._versions(document), key=lambda piece: piece.number)

    def _versions(self, document: Document) -> Iterator[Piece]:
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._incoming, Prefix=document.key_prefix
        )
        for page in pages:
            for version in page.get("Versions", []):
                number = _number(document, version["Key"])
                if version["IsLatest"] and number is not None and number < document.chunks:
                    yield Piece(number, version["Size"], version["VersionId"])

    def read(self, document: Document, piece: Piece) -> bytes:
        answer = self._client.get_object(
            Bucket=self._incoming, Key=document.chunk_key(piece.number), VersionId=piece.version
        )
        return answer["Body"].read(document.chunk_size + 1)

    def promote(self, document: Document, content: bytes, content_type: str) -> tuple[str, str]:
        key = f"{document.application_id}/{document.document_id}"
        answer = self._client.put_object(
            Bucket=self._vault,
            Key=key,
            Body=content,
            ContentType=content_type,
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=self._storage_key,
        )
        return key, answer["VersionId"]


def _number(document: Document, key: str) -> int | None:
    """The chunk number of an object key, None for anything that is not one of ours."""
    tail = key.removeprefix(document.key_prefix)
    return int(tail) if len(tail) == 5 and tail.isascii() and tail.isdigit() else None
