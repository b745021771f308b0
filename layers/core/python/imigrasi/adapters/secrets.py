"""Secrets with two values valid at once, so that rotation loses nothing."""

from __future__ import annotations

import hmac
import json
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

#: A value that does not match is looked up again at most this often, in seconds.
READ_AGAIN = 60.0


class RotatingSecret:
    """A secret `{"current": …, "previous": …}`, read once and again when it seems to have changed."""

    def __init__(self, client: SecretsManagerClient, arn: str) -> None:
        self._client = client
        self._arn = arn
        self._values: tuple[str, ...] = ()
        self._read_at = 0.0

    def values(self) -> tuple[str, ...]:
        """The current value first, then the previous one if there is any."""
        if not self._values:
            self._read()
        return self._values

    def refreshed(self) -> bool:
        """Read again if the last time is a minute ago; whether the values are new."""
        if time.monotonic() - self._read_at < READ_AGAIN:
            return False
        before = self._values
        self._read()
        return self._values != before

    def accepts(self, given: str) -> bool:
        """Whether `given` is one of the values; compares in constant time."""
        return self._matches(given) or (self.refreshed() and self._matches(given))

    def _matches(self, given: str) -> bool:
        matches = [hmac.compare_digest(given.encode(), value.encode()) for value in self.values()]
        return any(matches)

    def _read(self) -> None:
        document = json.loads(self._client.get_secret_value(SecretId=self._arn)["SecretString"])
        self._values = tuple(v for v in (document["current"], document.get("previous")) if v)
        self._read_at = time.monotonic()
