"""Hostile callbacks: everything an attacker can send who has seen genuine notices but not the server key."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

from local.gateway import wire
from local.gateway.orders import Order, Status

Vector = tuple[str, bytes]
Fields = dict[str, Any]


def vectors(victim: Order, other: Order, key: str) -> Iterator[Vector]:
    """(name, body). `victim` is unpaid; `other` is the attacker's own order, for which everything genuine is known.

    `key` makes the genuine notices that the attacker has seen; no vector signs anything new with it.
    """
    pending = wire.notice(victim, key, Status.PENDING)
    wanted = pending | {"status_code": "200", "transaction_status": "settlement"}
    yield from _forged_signatures(wanted, pending, wire.notice(other, key, Status.PENDING))
    yield from _missing_signatures(wanted)
    yield from _altered(pending, wanted, victim, other)
    yield from _moved_boundaries(pending)
    yield from _unreadable(wanted)


def _forged_signatures(wanted: Fields, pending: Fields, others: Fields) -> Iterator[Vector]:
    signed = f"{wanted['order_id']}{wanted['status_code']}{wanted['gross_amount']}"
    genuine = pending["signature_key"]

    def sha512(text: str) -> str:
        return hashlib.sha512(text.encode()).hexdigest()

    signatures: dict[str, object] = {
        "empty": "",
        "null": None,
        "a number": 0,
        "true": True,
        "a list": [genuine],
        "an object": {"signature_key": genuine},
        "of the pending notice": genuine,
        "of another order": others["signature_key"],
        "with no key": sha512(signed),
        "with an empty key and separators": sha512(":".join((signed, ""))),
        "with a guessed key": sha512(signed + "SB-Mid-server-guess"),
        "with the client key": sha512(signed + "SB-Mid-client-of-the-tests"),
        "key first": sha512("SB-Mid-server-guess" + signed),
        "SHA-256": hashlib.sha256(signed.encode()).hexdigest(),
        "SHA3-512": hashlib.sha3_512(signed.encode()).hexdigest(),
        "HMAC": hmac.new(b"", signed.encode(), "sha512").hexdigest(),
        "amount without decimals": sha512(signed.removesuffix(".00")),
        "cut short": genuine[:64],
        "one digit off": genuine[:-1] + ("0" if genuine[-1] != "0" else "1"),
        "one digit more": genuine + "0",
        "zeros": "0" * 128,
        "with a NUL": genuine + "\0",
        "with half a surrogate pair": genuine[:-1] + "\ud800",
        "in full-width digits": genuine.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        "a wildcard": "*",
        "SQL": "' OR '1'='1",
    }
    for name, value in signatures.items():
        yield f"signature {name}", json.dumps(wanted | {"signature_key": value}).encode()


def _missing_signatures(wanted: Fields) -> Iterator[Vector]:
    unsigned = {name: value for name, value in wanted.items() if name != "signature_key"}
    yield "signature missing", json.dumps(unsigned).encode()
    yield "signature under another name", json.dumps(unsigned | {"SIGNATURE_KEY": wanted["signature_key"]}).encode()


def _altered(pending: Fields, wanted: Fields, victim: Order, other: Order) -> Iterator[Vector]:
    """Genuine signatures under changed bodies."""
    for name, change in (_changed_statuses() | _changed_orders(victim, other) | _changed_amounts(victim)).items():
        yield f"altered: {name}", json.dumps(pending | change).encode()
    foreign = wire.sign(other.order_id, "200", f"{other.amount}.00", "guess")
    yield (
        "altered: settlement under a signature of the attacker's",
        json.dumps(wanted | {"signature_key": foreign}).encode(),
    )


def _changed_statuses() -> dict[str, Fields]:
    return {
        "status to settlement": {"transaction_status": "settlement"},
        "status to capture": {"transaction_status": "capture", "fraud_status": "accept"},
        "status to refund": {"transaction_status": "refund"},
        "status to chargeback": {"transaction_status": "chargeback"},
        "status code to 200": {"status_code": "200"},
        "status code to 200 as a number": {"status_code": 200, "transaction_status": "settlement"},
        "status code in two strings": {"status_code": ["201", "200"]},
        "status in capitals": {"transaction_status": "SETTLEMENT"},
        "status with a space": {"transaction_status": "settlement "},
        "status unknown": {"transaction_status": "paid"},
        "status null": {"transaction_status": None},
        "status a list": {"transaction_status": ["settlement"]},
    }


def _changed_orders(victim: Order, other: Order) -> dict[str, Fields]:
    return {
        "order of somebody else": {"order_id": other.order_id},
        "order with a suffix": {"order_id": f"{victim.order_id}0"},
        "order with a path": {"order_id": f"../{victim.order_id}"},
        "order in small letters": {"order_id": victim.order_id.lower()},
        "order null": {"order_id": None},
        "order a list": {"order_id": [victim.order_id]},
        "currency": {"currency": "USD"},
    }


def _changed_amounts(victim: Order) -> dict[str, Fields]:
    return {
        "amount lower": {"gross_amount": "1.00"},
        "amount without decimals": {"gross_amount": str(victim.amount)},
        "amount with one decimal": {"gross_amount": f"{victim.amount}.0"},
        "amount as a number": {"gross_amount": victim.amount},
        "amount as a float": {"gross_amount": float(victim.amount)},
        "amount in exponents": {"gross_amount": "6.5e5"},
        "amount signed": {"gross_amount": f"+{victim.amount}.00"},
        "amount negative": {"gross_amount": f"-{victim.amount}.00"},
        "amount with a comma": {"gross_amount": "650,000.00"},
        "amount with spaces": {"gross_amount": f" {victim.amount}.00 "},
        "amount with a zero in front": {"gross_amount": f"0{victim.amount}.00"},
        "amount not a number": {"gross_amount": "NaN"},
    }


def _moved_boundaries(pending: Fields) -> Iterator[Vector]:
    """The signed strings are joined without a mark: the same text, cut elsewhere."""
    joined = pending["order_id"] + pending["status_code"] + pending["gross_amount"]
    order = len(pending["order_id"])
    for name, first, second in (
        ("order longer", order + 1, order + 4),
        ("order shorter", order - 1, order + 2),
        ("order longer by three", order + 3, order + 6),
        ("status longer", order, order + 4),
        ("status shorter", order, order + 2),
        ("status empty", order + 3, order + 3),
    ):
        cut = {"order_id": joined[:first], "status_code": joined[first:second], "gross_amount": joined[second:]}
        yield f"boundary: {name}", json.dumps(pending | cut | {"transaction_status": "settlement"}).encode()


def _unreadable(wanted: Fields) -> Iterator[Vector]:
    """Bodies that two parsers would read in two ways, or none at all."""
    text = json.dumps(wanted)
    yield "empty body", b""
    yield "null", b"null"
    yield "an empty object", b"{}"
    yield "a list around it", f"[{text}]".encode()
    yield "a string around it", json.dumps(text).encode()
    yield "something after it", (text + "{}").encode()
    yield "a byte order mark", b"\xef\xbb\xbf" + text.encode()
    yield "UTF-16", text.encode("utf-16")
    yield "broken UTF-8", text.encode().replace(b"settlement", b"settle\xffment")
    yield "the status twice", (text[:-1] + ', "transaction_status": "settlement"}').encode()
    yield "the signature twice", (text[:-1] + ', "signature_key": ""}').encode()
    yield "a comment in it", text.replace("{", "{/* */", 1).encode()
    yield "single quotes", text.replace('"', "'").encode()
    yield "NaN in it", (text[:-1] + ', "x": NaN}').encode()
    yield "nested deep", (text[:-1] + ', "x": ' + "[" * 5_000 + "]" * 5_000 + "}").encode()
    yield "very long", (text[:-1] + f', "x": "{"a" * 70_000}"}}').encode()
    yield "as a form", "&".join(f"{k}={v}" for k, v in wanted.items()).encode()
