"""Where documents are erased. Only `document_purge` uses this adapter."""

from __future__ import annotations

from imigrasi.adapters.aws import client
from imigrasi.adapters.shredder import S3Shredder
from imigrasi.entrypoint.settings import setting


def shredder() -> S3Shredder:
    return S3Shredder(client("s3"), vault=setting("VAULT_BUCKET"), incoming=setting("INCOMING_BUCKET"))
