"""Somebody has paid and sees nothing: photograph, question to the gateways, task, answer; over the API."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import handlers
from tests.support.citizen import Citizen
from tests.support.runbooks import Refused

KIND = "payment_receipt"
ARN = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


@pytest.fixture
def waiting(payer: Citizen) -> Citizen:
    """Somebody with a payment code."""
    payer.issue_payment()
    return payer


def disputed(citizen: Citizen) -> Citizen:
    citizen.upload(KIND)
    citizen.cloud.pump()
    return citizen


def widget(name: str, **parameters: Any) -> str:
    event = {"widget": name, **parameters, "widgetContext": {"locale": "id", "theme": "light"}}
    shown = handlers.handler("console")(event, SimpleNamespace(invoked_function_arn=ARN))
    return str(shown).partition("</style>")[2]


def answered(citizen: Citizen, reason: str, officer: str = "budi") -> Any:
    chosen = {"ApplicationId": citizen.application_id, "Outcome": "close", "Reason": reason}
    done = citizen.cloud.runbooks.start(officer, "dispute", **chosen)
    citizen.cloud.pump()
    return done


def test_a_payment_that_was_made_is_found_at_once(waiting: Citizen) -> None:
    """The gateway has the money, and nobody was told."""
    gateway = waiting.cloud.gateway.gateway
    order = waiting.cloud.gateway.books.order(f"{waiting.application_id}-1")
    gateway.capture(order.order_id, order.amount)
    disputed(waiting)
    assert waiting.status == "paid"
    assert waiting.events()[-3:] == ["PaymentDisputed", "PaymentSettled", "DisputeClosed"]
    assert [task["sk"]["S"] for task in waiting.cloud.items("TASK#") if "queue_pk" in task] == []


def test_every_open_order_is_asked_about(waiting: Citizen) -> None:
    waiting.call("POST", "/payments", {"gateway": "simponi"}, idempotency_key="7a8f6c0e-5a52-4a0f-9a51-2d7d3c0b9d11")
    second = {"gateway": "midtrans", "method": "qris"}
    answer = waiting.call("POST", "/payments", second, idempotency_key="3b241101-e2bb-4255-8caf-4136c566a962").json
    gateway = waiting.cloud.gateway.gateway
    gateway.capture(answer["order_id"], answer["amount"])
    disputed(waiting)
    assert waiting.status == "paid"


def test_one_that_is_not_found_waits_for_an_officer_who_answers(waiting: Citizen) -> None:
    disputed(waiting)
    assert waiting.status == "awaiting_payment"
    queue = widget("queue", office="lebong")
    assert waiting.application_id in queue
    assert "Bukti bayar dari pemohon" in queue
    shown = widget("application", application_id=waiting.application_id)
    assert "bukti bayar dari bank" in shown
    assert "imigrasi-local-dispute" in shown
    assert answered(waiting, "payment_not_found") == {"application_id": waiting.application_id, "outcome": "closed"}
    assert waiting.events()[-2:] == ["PaymentDisputed", "DisputeClosed"]
    assert waiting.view()["timeline"][-1]["reason_code"] == "payment_not_found"
    assert waiting.application_id not in widget("queue", office="lebong")
    assert any("bukti bayar" in mail.subject.lower() for mail in waiting.cloud.mails())


def test_an_officer_cannot_answer_what_was_not_asked(waiting: Citizen) -> None:
    with pytest.raises(Refused) as refused:
        answered(waiting, "payment_found")
    assert refused.value.code == "no_dispute_open"


def test_a_refused_photograph_opens_nothing(waiting: Citizen) -> None:
    waiting.upload(KIND, b"\x89PNG\r\n\x1a\nno more")
    waiting.cloud.pump()
    assert "PaymentDisputed" not in waiting.events()
    (found,) = [document for document in waiting.view()["documents"] if document["kind"] == KIND]
    assert found["status"] == "refused"


def test_it_is_not_taken_before_a_payment_was_issued_nor_after_it_was_made(payer: Citizen) -> None:
    assert payer.open_upload(KIND, b"x").code == "dispute_not_due"
    payer.pay()
    assert payer.open_upload(KIND, b"x").code == "dispute_not_due"


def test_who_lapsed_unheard_is_found_and_revived(waiting: Citizen) -> None:
    cloud = waiting.cloud
    for _ in range(2):
        cloud.clock.advance(days=12)
        cloud.invoke("due_work")
        cloud.pump()
    assert waiting.status == "lapsed"
    order = cloud.gateway.books.order(f"{waiting.application_id}-1")
    cloud.gateway.gateway.capture(order.order_id, order.amount, late=True)
    disputed(waiting)
    assert waiting.status == "paid"


def test_photographs_that_are_too_large_or_no_photographs_are_refused(waiting: Citizen) -> None:
    assert waiting.open_upload(KIND, b"x", size=4_000_001).code == "document_too_large"
    assert waiting.open_upload(KIND, b"x", "text/html").code == "document_type_not_allowed"
