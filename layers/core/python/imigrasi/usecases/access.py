"""Who may see an application: whoever holds its access key. Nobody learns whether a number exists."""

from __future__ import annotations

import base64
import hashlib
import hmac

from imigrasi.domain.application import Application
from imigrasi.domain.errors import NotFound
from imigrasi.domain.identifier import is_application_number
from imigrasi.usecases.ports import ApplicationStore, File, Macs

#: 128 bits in base32 without padding.
KEY_LENGTH = 26
#: What an unknown application's key is compared with, so that both answers cost the same.
_NOBODY = hashlib.sha256(b"nobody").hexdigest()


def access_key(macs: Macs, application_id: str, generation: int) -> str:
    """The key of a generation: derived, never stored."""
    return base64.b32encode(macs.access("key", application_id, str(generation))[:16]).decode().rstrip("=")


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def fits(key: str, expected: str | None) -> bool:
    """Whether a key is the one whose hash is expected. None: nobody's, which costs the same."""
    return hmac.compare_digest(key_hash(key), expected or _NOBODY)


def authorised(store: ApplicationStore, application_id: str, key: str) -> Application:
    """The application, if `key` opens it. Raises NotFound, the same for both faults."""
    try:
        application = store.load(number(application_id))
    except NotFound:
        fits(key, None)
        raise
    if not fits(key, application.key_hash):
        raise NotFound
    return application


def authorised_file(store: ApplicationStore, application_id: str, key: str) -> File:
    """The whole file, if `key` opens it. Raises NotFound."""
    try:
        file = store.file(number(application_id))
    except NotFound:
        fits(key, None)
        raise
    if not fits(key, file.application.key_hash):
        raise NotFound
    return file


def number(application_id: str) -> str:
    """The number as stored. A malformed one is looked up as a number nobody has."""
    return application_id if is_application_number(application_id) else "LBG-0000-0000-U"


def birth_check(macs: Macs, application_id: str, birth_date: str) -> str:
    """What tracking compares a birth date with: keyed, and bound to the number."""
    return macs.index("birth", application_id, birth_date)[:16].hex()
