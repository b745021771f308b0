"""Items of a payment: as its application shows it, as the order that the gateway knows; its refunds and tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imigrasi.adapters.dynamo.attributes import Item, known_instant, marshal, stamp
from imigrasi.adapters.dynamo.items import compact, due_attributes, listed
from imigrasi.domain.deadline import Due
from imigrasi.domain.payment import Payment, PaymentStatus, Share

if TYPE_CHECKING:
    from imigrasi.domain.refund import Refund
    from imigrasi.usecases.writes import PutTask


def _payment_values(payment: Payment) -> dict[str, Any]:
    p = payment
    return {
        "gateway": p.gateway,
        "amount": p.amount,
        "status": p.status.value,
        "created_at": stamp(p.created_at),
        "expires_at": stamp(p.expires_at),
        "key_hash": p.key_hash,
        "gateway_payment_id": p.gateway_payment_id,
        "billing_code": p.billing_code,
        "qr_string": p.qr_string,
        "redirect_url": p.redirect_url,
        "applied": True if p.applied else None,
        "method": p.method,
        "captured": p.captured,
        "refund_keys": compact(p.refund_keys) if p.refund_keys else None,
        "refunded": p.refunded or None,
        "charged_back": p.charged_back or None,
        "receipt": p.receipt,
        "held": p.held or None,
        "owed": p.owed or None,
        "by_hand": p.by_hand or None,
        "paid_at_bank": True if p.paid_at_bank else None,
        "group_order": p.group_order,
        "shares": compact(p.shares) if p.shares else None,
    }


def payment_item(payment: Payment) -> Item:
    """What is shown of a payment, in the partition of its application or its group."""
    return shown_key(payment.application_id, payment.number, of_group=bool(payment.shares)) | marshal(
        _payment_values(payment)
    )


def shown_key(owner: str, number: int, *, of_group: bool = False) -> Item:
    return marshal({"pk": f"{'GROUP' if of_group else 'APP'}#{owner}", "sk": f"PAY#{number}"})


def order_item(payment: Payment, poll: Due | None) -> Item:
    """The same payment, found by the id the gateway knows.

    Of a share only where it is shown: its group's order is what the gateway knows, and a settlement of ten shares has
    no room to write each of them twice.
    """
    keys = {"pk": f"ORDER#{payment.order_id}", "sk": "META"}
    own = {"application_id": payment.application_id, "number": payment.number}
    values = {"group_order": payment.group_order} if payment.group_order else _payment_values(payment)
    return marshal(keys | own | values | due_attributes(poll, payment.order_id))


def payment(values: dict[str, Any]) -> Payment:
    owner = values["pk"].partition("#")[2]
    in_file = not values["pk"].startswith("ORDER#")
    return Payment(
        application_id=owner if in_file else values["application_id"],
        number=int(values["sk"].removeprefix("PAY#")) if in_file else values["number"],
        gateway=values["gateway"],
        amount=values["amount"],
        status=PaymentStatus(values["status"]),
        created_at=known_instant(values["created_at"]),
        expires_at=known_instant(values["expires_at"]),
        key_hash=values["key_hash"],
        gateway_payment_id=values.get("gateway_payment_id"),
        billing_code=values.get("billing_code"),
        qr_string=values.get("qr_string"),
        redirect_url=values.get("redirect_url"),
        applied=values.get("applied", False),
        method=values.get("method", "bank_transfer"),
        captured=values.get("captured"),
        refund_keys=listed(values, "refund_keys"),
        refunded=values.get("refunded", 0),
        charged_back=values.get("charged_back", 0),
        receipt=values.get("receipt"),
        held=values.get("held", 0),
        owed=values.get("owed", 0),
        by_hand=values.get("by_hand", 0),
        paid_at_bank=values.get("paid_at_bank", False),
        group_order=values.get("group_order"),
        shares=tuple(Share(*share) for share in listed(values, "shares")),
    )


def refund_item(refund: Refund) -> Item:
    r = refund
    return marshal(
        {
            "pk": f"ORDER#{r.order_id}",
            "sk": f"REFUND#{r.number}",
            "amount": r.amount,
            "reason": r.reason,
            "status": r.status.value,
            "road": r.road.value,
            "proposed_at": stamp(r.proposed_at),
            "proposed_by": r.proposed_by or None,
            "approved_by": r.approved_by,
            "gateway_key": r.gateway_key,
            "reference": r.reference,
            "failed": True if r.failed else None,
        }
    )


def refund(values: dict[str, Any]) -> Refund:
    from imigrasi.domain.gateway import RefundRoad  # few functions ever read a refund
    from imigrasi.domain.refund import Refund, RefundStatus

    return Refund(
        order_id=values["pk"].removeprefix("ORDER#"),
        number=int(values["sk"].removeprefix("REFUND#")),
        amount=values["amount"],
        reason=values["reason"],
        status=RefundStatus(values["status"]),
        road=RefundRoad(values["road"]),
        proposed_at=known_instant(values["proposed_at"]),
        proposed_by=values.get("proposed_by", ""),
        approved_by=values.get("approved_by"),
        gateway_key=values.get("gateway_key"),
        reference=values.get("reference"),
        failed=values.get("failed", False),
    )


def task_item(task: PutTask) -> Item:
    return marshal(
        {
            "pk": f"TASK#{task.task_id}",
            "sk": "META",
            "kind": task.kind,
            "application_id": task.application_id or None,
            "order_id": task.order_id or None,
            "opened_at": stamp(task.at),
            "queue_pk": f"{task.office}#{task.kind}#0",
            "queue_sk": f"{stamp(task.at)}#{task.task_id}",
        }
    )
