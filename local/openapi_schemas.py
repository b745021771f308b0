"""JSON Schemas of what the API answers; requests have theirs from pydantic."""

from __future__ import annotations

from typing import Any

from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.lifecycle import Stage, Status
from imigrasi.domain.payment import PaymentStatus

Schema = dict[str, Any]


def text(**more: Any) -> Schema:
    return {"type": "string", **more}


def record(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


INTEGER: Schema = {"type": "integer"}
INSTANT = text(format="date-time")
NUMBER = text(pattern="^LBG-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-ZU]$")
GROUP_NUMBER = text(pattern="^GRP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-ZU]$")
STATUS = text(enum=[status.value for status in Status])
STAGE = text(enum=[stage.value for stage in Stage])
FAULT = record({"pointer": text(), "code": text()})
DUE = record({"stage": STAGE, "at": INSTANT})
NEXT_ACTION = record({"who": text(enum=["citizen", "officer", "gateway", "none"]), "code": text()})
APPOINTMENT = record({"office": text(), "slot": text(), "starts_at": INSTANT})
UPLOAD = record({"url": text(format="uri"), "fields": {"type": "object"}, "key_prefix": text()})
OBJECT: Schema = {"type": "object"}
PAYMENT_LINE = {
    "payment_id": text(),
    "order_id": text(),
    "gateway": text(),
    "method": text(),
    "status": text(enum=[status.value for status in PaymentStatus]),
    "amount": INTEGER,
    "expires_at": INSTANT,
}
#: A bank has taken the money of a state payment, and the treasury has not confirmed it yet.
PAYMENT_NOTE = {"note": text(enum=["paid_at_bank"])}
#: The payment is a share of a group's order.
PAYMENT_SHARE = {"group_id": GROUP_NUMBER}
#: Of a payment that pays the fee: the receipt's code, and the gateway's own number (of state payments the NTPN).
PAYMENT_RECEIPT = {
    "receipt": text(pattern="^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$"),
    "gateway_payment_id": text(),
}
#: Where the money stands, once it came, in whole rupiah.
PAYMENT_MONEY = dict.fromkeys(("captured", "refunded", "held", "refunding", "charged_back"), INTEGER)
#: Who opened a document: login and role, which kind of document, and why.
ACCESS = ("officer", "role", "document", "reason_code")
DOCUMENT_STATUS = text(enum=[status.value for status in DocumentStatus])
TIMELINE = record({"seq": INTEGER, "at": INSTANT, "event": text(), "actor_kind": text()}, {"reason_code": text()})

SCHEMAS: dict[str, Schema] = {
    "Problem": record(
        {"type": text(), "title": text(), "status": INTEGER, "code": text(), "request_id": text()},
        {"errors": many(FAULT)},
    ),
    "Started": record(
        {
            "application_id": NUMBER,
            "access_key": text(),
            "status": STATUS,
            "version": INTEGER,
            "expires_at": INSTANT,
        }
    ),
    "View": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "stage": STAGE,
            "version": INTEGER,
            "language": text(enum=["id", "en"]),
            "created_at": INSTANT,
            "timeline": many(TIMELINE),
            "applicant": OBJECT,
            "answers": OBJECT,
            "required_documents": many(record({"kind": text(), "optional": {"type": "boolean"}}, {"one_of": text()})),
            "documents": many(
                record(
                    {
                        "document_id": text(),
                        "kind": text(),
                        "status": DOCUMENT_STATUS,
                        "reasons": many(text()),
                    }
                )
            ),
            "missing": many(FAULT),
            "payment": record(
                {
                    "amount_due": INTEGER,
                    "currency": text(const="IDR"),
                    "payments": many(
                        record(PAYMENT_LINE, PAYMENT_NOTE | PAYMENT_SHARE | PAYMENT_RECEIPT | PAYMENT_MONEY)
                    ),
                }
            ),
            "next_action": NEXT_ACTION,
            "accessed_by": many(record({"at": INSTANT} | {name: text() for name in ACCESS})),
        },
        {"submitted_at": INSTANT, "appointment": APPOINTMENT, "due": DUE},
    ),
    "Draft": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "version": INTEGER,
            "applicant": OBJECT,
            "answers": OBJECT,
        }
    ),
    "Saved": record({"application_id": NUMBER, "status": STATUS, "version": INTEGER, "missing": many(FAULT)}),
    "Reached": record({"status": STATUS}),
    "Opened": record(
        {
            "document_id": text(),
            "kind": text(),
            "chunk_size": INTEGER,
            "chunks": INTEGER,
            "upload": UPLOAD,
            "expires_at": INSTANT,
        }
    ),
    "Document": record(
        {
            "document_id": text(),
            "kind": text(),
            "status": DOCUMENT_STATUS,
            "size": INTEGER,
            "sha256": text(pattern="^[0-9a-f]{64}$"),
            "chunk_size": INTEGER,
            "chunks": INTEGER,
            "received": many(INTEGER),
            "reasons": many(text()),
            "expires_at": INSTANT,
        },
        {"upload": UPLOAD},
    ),
    "Checking": record({"document_id": text(), "status": DOCUMENT_STATUS}),
    "Payment": record(
        PAYMENT_LINE | {"currency": text(const="IDR")},
        PAYMENT_NOTE
        | PAYMENT_RECEIPT
        | PAYMENT_MONEY
        | {"billing_code": text(), "qr_string": text(), "redirect_url": text(format="uri")},
    ),
    "Grouped": record({"group_id": GROUP_NUMBER, "access_key": text()}),
    "GroupPayment": record(
        PAYMENT_LINE
        | {"currency": text(const="IDR"), "shares": many(record({"application_id": NUMBER, "amount": INTEGER}))},
        PAYMENT_NOTE
        | PAYMENT_MONEY
        | {"billing_code": text(), "qr_string": text(), "redirect_url": text(format="uri")},
    ),
    "BookedTogether": record(
        {
            "group_id": GROUP_NUMBER,
            "appointments": many(record({"application_id": NUMBER} | APPOINTMENT["properties"])),
        }
    ),
    "Asked": record({"payment_id": text()}),
    "Slots": record(
        {"slots": many(record({"slot": text(), "starts_at": INSTANT, "ends_at": INSTANT, "free": INTEGER}))}
    ),
    "Booked": record({"application_id": NUMBER, "status": STATUS, "version": INTEGER, "appointment": APPOINTMENT}),
    "Tracking": record({"application_id": NUMBER, "birth_date": text(format="date")}),
    "Tracked": record(
        {
            "application_id": NUMBER,
            "service": text(),
            "status": STATUS,
            "stage": STAGE,
            "next_action": NEXT_ACTION,
            "created_at": INSTANT,
        },
        {"submitted_at": INSTANT, "due": DUE},
    ),
    "Verified": record(
        {
            "valid": {"type": "boolean"},
            "kind": text(enum=["receipt"]),
            "service": text(),
            "issued_on": text(format="date"),
            "revoked": {"type": "boolean"},
        }
    ),
    "Received": record({"status": text(const="ok")}),
}
