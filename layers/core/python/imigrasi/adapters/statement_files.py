"""The bucket of settlement files: what officers have put there, and the reports on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imigrasi.usecases.statement_ports import FileContent

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3StatementFiles:
    """StatementFiles on S3. `largest`: of a longer file one byte more is read, which is enough to refuse it."""

    def __init__(self, client: S3Client, bucket: str, largest: int) -> None:
        self._client = client
        self._bucket = bucket
        self._largest = largest

    def read(self, key: str, version: str | None) -> FileContent:
        which: Any = {} if version is None else {"VersionId": version}
        answer = self._client.get_object(Bucket=self._bucket, Key=key, **which)
        return FileContent(answer["Body"].read(self._largest + 1), answer["VersionId"])

    def write_report(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType="text/csv; charset=utf-8")
