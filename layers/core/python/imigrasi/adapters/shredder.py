"""Documents erased for good: every version and every delete marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imigrasi.adapters.candidates import FOLDER

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Shredder:
    """Shredder on the vault and the incoming bucket, whose keys both begin with the application's number."""

    def __init__(self, client: S3Client, *, vault: str, incoming: str) -> None:
        self._client = client
        self._vault = vault
        self._incoming = incoming

    def erase_documents(self, application_id: str) -> None:
        self._erase(self._vault, f"{application_id}/")
        self.erase_upload(f"{application_id}/")

    def erase_upload(self, key_prefix: str) -> None:
        """With what was made of it to be scanned."""
        self._erase(self._incoming, key_prefix)
        self._erase(self._incoming, FOLDER + key_prefix.rstrip("/"))

    def _erase(self, bucket: str, prefix: str) -> None:
        """One by one: a batch answers success though it left some, and there are but a few."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                self._client.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
