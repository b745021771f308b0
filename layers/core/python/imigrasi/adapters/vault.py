"""Checked documents, read version by version, and a drop for what is too large to be answered."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from imigrasi.usecases.viewing_ports import Picture

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: Seconds that an address opens what was dropped.
ADDRESS_SECONDS = 60
_GONE = ("NoSuchKey", "NoSuchVersion")
_ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


class S3Vault:
    """Vault on S3."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str, version: str) -> bytes | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return None
            raise
        return answer["Body"].read()


class S3Renditions:
    """Renditions in a bucket that is emptied every day. `largest`: bytes that can still be answered."""

    def __init__(self, client: S3Client, bucket: str, storage_key: str, largest: int) -> None:
        self._client = client
        self._bucket = bucket
        self._storage_key = storage_key
        self._largest = largest

    def dropped(self, picture: Picture, name: str) -> str | None:
        if len(picture.content) <= self._largest:
            return None
        key = secrets.token_urlsafe(24)
        answer = self._client.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=picture.content,
            ContentType=picture.content_type,
            ContentDisposition=disposition(picture, name),
            CacheControl="no-store",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=self._storage_key,
        )
        exactly = {"Bucket": self._bucket, "Key": key, "VersionId": answer["VersionId"]}
        return self._client.generate_presigned_url("get_object", exactly, ADDRESS_SECONDS)


def disposition(picture: Picture, name: str) -> str:
    """To be shown in the browser, and called so if it is kept."""
    return f'inline; filename="{name}.{_ENDINGS[picture.content_type]}"'
