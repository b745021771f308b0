"""Idempotency keys: as hard to guess as the access key that is derived from them."""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imigrasi.entrypoint.idempotency import IdempotencyKeyInvalid, idempotency_key

random_128 = st.binary(min_size=16, max_size=16).filter(lambda raw: len(set(raw.hex())) >= 7)


def test_a_random_uuid_is_taken_in_lower_case() -> None:
    key = str(uuid.uuid4())
    assert idempotency_key(f"  {key.upper()} ") == key


@given(random_128)
def test_128_random_bits_in_hex_are_enough(raw: bytes) -> None:
    assert idempotency_key(raw.hex()) == raw.hex()


@pytest.mark.parametrize("count", [16, 24, 32])
def test_128_random_bits_in_base64_are_enough(count: int) -> None:
    key = secrets.token_urlsafe(count)
    assert idempotency_key(key) == key
    padded = base64.b64encode(secrets.token_bytes(count)).decode()
    assert idempotency_key(padded) == padded


def test_39_random_digits_are_enough_and_38_are_not() -> None:
    digits = "314159265358979323846264338327950288419"
    assert idempotency_key(digits) == digits
    with pytest.raises(IdempotencyKeyInvalid):
        idempotency_key(digits[:38])


STRONG = "c668f130-3fb6-41e2-9364-25a8b53fad8e"
WEAK = [
    None,
    "",
    "   ",
    "1",
    "retry-1",
    "order-2026-11-24",
    "a" * 64,
    "0123" * 16,
    "00000000-0000-4000-8000-000000000000",
    "11111111-1111-4111-8111-111111111111",
    "db43e14a-e831-11f1-8007-123456789abc",
    str(uuid.uuid3(uuid.NAMESPACE_DNS, "example.com")),
    str(uuid.uuid5(uuid.NAMESPACE_DNS, "example.com")),
    "0190a5f2-7c4e-7b3a-9d1e-2f4a6b8c0d1e",
    STRONG[:-1],
    STRONG.replace("-", "")[:31],
    "67cccdb6643b728f08449817cd51d8",
    "PLgEsADJE3B1LS-v8qNI",
    hashlib.shake_256(b"long").hexdigest(65),
    "kunci saya yang sangat rahasia dan panjang sekali",
    "ключ-ключ-ключ-ключ-ключ-ключ",
    STRONG + "\nx",
    "{" + STRONG + "}",
]


@pytest.mark.parametrize("key", WEAK)
def test_a_weak_or_missing_key_is_refused(key: str | None) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        idempotency_key(key)


@given(st.text(max_size=20))
def test_a_short_key_is_never_strong(key: str) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        idempotency_key(key)
