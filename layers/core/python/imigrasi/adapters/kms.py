"""The key service: sections of personal data under one key, keyed digests under two others.

A section of at most 4 KiB goes through Encrypt itself, so that no crypto library is in the bundle
(AWS KMS API reference: Encrypt takes up to 4,096 bytes). The encryption context binds a ciphertext to
its application and section: moved elsewhere, it does not open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imigrasi.domain.errors import TooLarge

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

LARGEST_SECTION = 4096


class KmsSealer:
    def __init__(self, client: KMSClient, key_arn: str) -> None:
        self._client = client
        self._key = key_arn

    def seal(self, application_id: str, section: str, content: bytes) -> bytes:
        """Raises TooLarge over 4,096 bytes."""
        if len(content) > LARGEST_SECTION:
            raise TooLarge
        answer = self._client.encrypt(
            KeyId=self._key,
            Plaintext=content,
            EncryptionContext={"application_id": application_id, "section": section},
        )
        return answer["CiphertextBlob"]

    def unseal(self, application_id: str, section: str, ciphertext: bytes) -> bytes:
        answer = self._client.decrypt(
            KeyId=self._key,
            CiphertextBlob=ciphertext,
            EncryptionContext={"application_id": application_id, "section": section},
        )
        return answer["Plaintext"]


class KmsMacs:
    """HMAC-SHA-256 under keys that never leave the service. The parts of an input are one a line."""

    def __init__(self, client: KMSClient, *, access_key_arn: str = "", index_key_arn: str = "") -> None:
        self._client = client
        self._access = access_key_arn
        self._index = index_key_arn

    def access(self, *parts: str) -> bytes:
        return self._mac(self._access, parts)

    def index(self, *parts: str) -> bytes:
        return self._mac(self._index, parts)

    def _mac(self, key: str, parts: tuple[str, ...]) -> bytes:
        message = "\n".join(parts).encode()
        answer = self._client.generate_mac(KeyId=key, MacAlgorithm="HMAC_SHA_256", Message=message)
        return answer["Mac"]
