"""What the API shows of an application. Wire shapes stand here; stored shapes in the adapters."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from imigrasi.domain.application import Application
from imigrasi.domain.audit import ActorKind
from imigrasi.domain.document import Document, DocumentStatus
from imigrasi.domain.expiry import ends_at, objection_ends_at
from imigrasi.domain.lifecycle import EDITABLE
from imigrasi.domain.payment import Payment
from imigrasi.domain.requirements import document_faults
from imigrasi.domain.service import Service
from imigrasi.usecases.ports import File, Policy

if TYPE_CHECKING:
    from imigrasi.domain.receipt import Receipt

CURRENCY = "IDR"
#: Another has taken its place, or it was never finished: not among what the application holds.
_NO_LONGER = (DocumentStatus.REPLACED, DocumentStatus.EXPIRED)
#: Events of the timeline that say nothing to a citizen.
_INTERNAL = frozenset(
    "DocumentChecked WorkflowRestarted ApplicationEscalated PaymentContradicted TaskClosed "
    "RefundProposed RefundRefused RefundFailed DocumentsHeld HoldLifted".split()
)


def rfc3339(at: datetime) -> str:
    return f"{at.isoformat()[:19]}Z"  # of an instant in UTC; five times as fast as strftime


def view_etag(application: Application) -> str:
    """The ETag of everything shown: it moves with every write."""
    return f'"v{application.version}"'


def data_etag(application: Application) -> str:
    """The ETag of the citizen's own data: document verdicts and reads do not move it."""
    return f'"d{application.data_version}"'


def application_view(file: File, service: Service) -> dict[str, Any]:
    """The whole file, personal data masked as it was at writing."""
    application = file.application
    who, code = application.next_action
    view: dict[str, Any] = {
        "application_id": application.id,
        "service": application.service,
        "status": application.status.value,
        "stage": application.stage.value,
        "version": application.version,
        "language": application.language,
        "created_at": rfc3339(application.created_at),
        "timeline": _timeline(file),
        "applicant": application.masked_applicant,
        "answers": application.masked_answers,
        "required_documents": [
            {"kind": d.kind, "optional": d.optional, **({"one_of": d.one_of} if d.one_of else {})}
            for d in service.documents
        ],
        "documents": [
            {
                "document_id": d.document_id,
                "kind": d.kind,
                "status": d.status.value,
                "reasons": list(d.reasons),
            }
            for d in file.documents
            if d.status not in _NO_LONGER
        ],
        "missing": _missing(file, service),
        "payment": {
            "amount_due": 0 if application.paid or application.fee is None else application.fee,
            "currency": CURRENCY,
            "payments": [payment_line(payment) for payment in file.payments],
        },
        "next_action": {"who": who, "code": code},
        "accessed_by": _accesses(file),
    }
    if application.submitted_at is not None:
        view["submitted_at"] = rfc3339(application.submitted_at)
    if application.appointment is not None:
        view["appointment"] = appointment_view(application)
    return view | _due(application, service)


def _due(application: Application, service: Service) -> dict[str, Any]:
    """The next date that matters: the officers' deadline while they act, else the end of the wait or of objecting."""
    officers_turn = application.next_action[0] == "officer"
    ends = ends_at(application, service.limits) or objection_ends_at(application, service.limits)
    at = application.deadline if officers_turn and application.deadline else ends
    return {"due": {"stage": application.stage.value, "at": rfc3339(at)}} if at is not None else {}


def _missing(file: File, service: Service) -> list[dict[str, str]]:
    """What the citizen still has to give; nothing once it is out of their hands."""
    if file.application.status not in EDITABLE:
        return []
    rows = [{"pointer": pointer, "code": code} for pointer, code in file.application.missing]
    faults = document_faults(service, file.documents)
    return rows + [{"pointer": fault.pointer, "code": fault.code} for fault in faults]


def _timeline(file: File) -> list[dict[str, Any]]:
    rows = []
    for entry in file.entries:
        if entry.type in _INTERNAL:
            continue
        row: dict[str, Any] = {
            "seq": entry.seq,
            "at": rfc3339(entry.at),
            "event": entry.type,
            "actor_kind": entry.actor_kind.value,
        }
        if entry.reason_code is not None:
            row["reason_code"] = entry.reason_code
        rows.append(row)
    return rows


def _accesses(file: File) -> list[dict[str, Any]]:
    """Officers who opened a document, which and as what; the purpose is a code."""
    return [
        {
            "at": rfc3339(entry.at),
            "officer": entry.actor_id,
            "role": entry.ids["role"],
            "document": entry.ids["kind"],
            "reason_code": entry.reason_code,
        }
        for entry in file.entries
        if entry.type == "FileViewed" and entry.actor_kind is ActorKind.OFFICER
    ]


def tracking_view(application: Application, service: Service) -> dict[str, Any]:
    """Where it stands and what comes next; nothing personal."""
    who, code = application.next_action
    view: dict[str, Any] = {
        "application_id": application.id,
        "service": application.service,
        "status": application.status.value,
        "stage": application.stage.value,
        "next_action": {"who": who, "code": code},
        "created_at": rfc3339(application.created_at),
    }
    if application.submitted_at is not None:
        view["submitted_at"] = rfc3339(application.submitted_at)
    return view | _due(application, service)


def payment_line(payment: Payment) -> dict[str, Any]:
    line = {
        "payment_id": payment.order_id,
        "order_id": payment.charged_as,
        "gateway": payment.gateway,
        "method": payment.method,
        "status": payment.status.value,
        "amount": payment.amount,
        "expires_at": rfc3339(payment.expires_at),
    }
    if payment.group_order is not None:
        line["group_id"] = payment.group_order.rpartition("-")[0]
    if payment.awaits_treasury:
        line["note"] = "paid_at_bank"
    if payment.receipt is not None:
        line |= {"receipt": payment.receipt, "gateway_payment_id": payment.gateway_payment_id or ""}
    return line | _money(payment)


def _money(payment: Payment) -> dict[str, int]:
    """Where its money stands, once it came; parts there are none of are left out."""
    if not payment.captured:
        return {}
    parts = {"held": payment.held, "refunding": payment.owed, "charged_back": payment.charged_back}
    money = {"captured": payment.captured, "refunded": payment.refunded}
    return money | {name: amount for name, amount in parts.items() if amount}


def payment_view(payment: Payment) -> dict[str, Any]:
    """What is paid with: billing code, QR string or address, whichever the gateway gave."""
    ways = {
        "billing_code": payment.billing_code,
        "qr_string": payment.qr_string,
        "redirect_url": payment.redirect_url,
    }
    line = payment_line(payment) | {"currency": CURRENCY}
    if payment.shares:
        line["shares"] = [{"application_id": share.application_id, "amount": share.amount} for share in payment.shares]
    return line | {name: value for name, value in ways.items() if value is not None}


def receipt_view(receipt: Receipt) -> dict[str, Any]:
    """Whether a receipt is genuine, and no more than its paper says."""
    return {
        "valid": not receipt.revoked,
        "kind": "receipt",
        "service": receipt.service,
        "issued_on": receipt.issued_on.isoformat(),
        "revoked": receipt.revoked,
    }


def upload_view(document: Document, policy: Policy) -> dict[str, Any]:
    return {"url": policy.url, "fields": policy.fields, "key_prefix": document.key_prefix}


def opened_view(document: Document, policy: Policy) -> dict[str, Any]:
    return {
        "document_id": document.document_id,
        "kind": document.kind,
        "chunk_size": document.chunk_size,
        "chunks": document.chunks,
        "upload": upload_view(document, policy),
        "expires_at": rfc3339(document.expires_at),
    }


def document_view(document: Document, received: list[int], policy: Policy | None) -> dict[str, Any]:
    view: dict[str, Any] = {
        "document_id": document.document_id,
        "kind": document.kind,
        "status": document.status.value,
        "size": document.size,
        "sha256": document.sha256,  # another device tells by it whether it holds the same file
        "chunk_size": document.chunk_size,
        "chunks": document.chunks,
        "received": received,
        "reasons": list(document.reasons),
        "expires_at": rfc3339(document.expires_at),
    }
    if policy is not None:
        view["upload"] = upload_view(document, policy)
    return view


def appointment_view(application: Application) -> dict[str, Any]:
    booked = application.appointment
    if booked is None:
        return {}
    return {"office": booked.office, "slot": booked.slot, "starts_at": rfc3339(booked.starts_at)}
