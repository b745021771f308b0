"""Where an officer's file comes from. Only `file_viewing` uses these adapters."""

from __future__ import annotations

from imigrasi.adapters.aws import client
from imigrasi.adapters.press.press import DocumentPress
from imigrasi.adapters.vault import S3Renditions, S3Vault
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.settings import setting
from imigrasi.usecases.view_file import Shelf

#: Lambda answers with at most 6 MB, of which base64 takes a third.
LARGEST_ANSWER = 4_000_000


def shelf() -> Shelf:
    s3 = client("s3")
    renditions = S3Renditions(s3, setting("RENDITIONS_BUCKET"), setting("STORAGE_KEY_ARN"), LARGEST_ANSWER)
    return Shelf(S3Vault(s3, setting("VAULT_BUCKET")), wiring.sealer(), DocumentPress(), renditions)
