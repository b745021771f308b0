"""Groups at work: put together, paid by one order, booked; and disputes about payments that nobody has seen."""

from __future__ import annotations

from local.gateway import wire
from local.gateway.orders import ReturnKind
from tests.prove.scenarios import (
    Event,
    Scenario,
    decision,
    document_event,
    http,
    last_event,
    later,
    order,
    queue,
    wanted,
)
from tests.prove.stages import members
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.http_client import http_event
from tests.support.installation import SERVER_KEY
from tests.support.merchant import CALLBACK
from tests.support.runbooks import principal

GROUP = "/v1/groups/{group_id}"
ONE = "/v1/applications/{application_id}"
PHOTO = papers.png("receipt")


def together(citizen: Citizen) -> str:
    """The group's order."""
    return f"{citizen.group_id}-1"


def _asked(citizen: Citizen, method: str, below: str, content: object, key: str = "") -> Event:
    path = f"/v1/groups/{citizen.group_id}{below}"
    headers = {"authorization": f"Bearer {citizen.group_key}"}
    return http(citizen, method, "", content, path=path, headers=headers, key=key)


def _form(citizen: Citizen) -> Event:
    return http(citizen, "POST", "", members(citizen), key="form", path="/v1/groups")


def _issue(citizen: Citizen, method: str = "bank_transfer") -> Event:
    return _asked(citizen, "POST", "/payments", {"gateway": "midtrans", "method": method}, key="issue")


def _issue_anew(citizen: Citizen) -> Event:
    """The first code has expired, and the gateway has said so."""
    later(citizen, hours=25).cloud.gateway.gateway.expire_due()
    citizen.cloud.pump()
    return _issue(citizen)


def _book(citizen: Citizen, number: int) -> Event:
    booking = {"office": "lebong", "slot": citizen.free_slots()[number]["slot"]}
    return _asked(citizen, "PUT", "/appointment", booking)


def _notice(citizen: Citizen) -> Event:
    found = citizen.cloud.gateway.books.order(together(citizen))
    return http_event("POST", CALLBACK, body=wire.encode(wire.notice(found, SERVER_KEY)), request_id="request")


def _confirmation(citizen: Citizen) -> Event:
    return queue("confirmation", {"order_id": together(citizen)})


def _short_paid(citizen: Citizen) -> Event:
    citizen.cloud.gateway.gateway.capture(together(citizen), 700_000)
    return _confirmation(citizen)


def _back(citizen: Citizen, kind: ReturnKind, heard: str) -> Event:
    """More than one share went back at the gateway, and its notice is on its way."""
    citizen.cloud.gateway.gateway.give_back(together(citizen), kind, 900_000)
    return queue("confirmation", {"order_id": together(citizen), "status": heard})


def _approves(citizen: Citizen) -> Event:
    """A share is a payment like any other to officers."""
    chosen = {"PaymentId": order(citizen), "Outcome": "approve"}
    return {"execution_id": citizen.cloud.runbooks.record(principal("ratna"), "imigrasi-local-refund", chosen)}


def _approved(citizen: Citizen) -> Event:
    citizen.cloud.runbooks.start("ratna", "refund", PaymentId=order(citizen), Outcome="approve")
    return queue("confirmation", last_event(citizen))


def _reconciled(citizen: Citizen) -> Event:
    """A share that is to go back is asked about again: the gateway has not answered yet."""
    citizen.cloud.runbooks.start("ratna", "refund", PaymentId=order(citizen), Outcome="approve")
    citizen.cloud.roads.clear()
    later(citizen, hours=7)
    return {"source": "schedule"}


def _disputed(citizen: Citizen) -> Event:
    """The money is there, and the event is on its way."""
    citizen.upload("payment_receipt")
    document = next(each for each in citizen.view()["documents"] if each["kind"] == "payment_receipt")
    about = {"application_id": citizen.application_id, "document_id": document["document_id"]}
    citizen.cloud.invoke("document_check", queue("documents", {"detail": about}))
    return queue("confirmation", last_event(citizen))


GROUPS = (
    Scenario("form group", "intake", "accompanied", _form, "POST /v1/groups"),
    Scenario("issue together", "payment", "grouped", _issue, f"POST {GROUP}/payments"),
    Scenario("issue together by QR", "payment", "grouped", lambda c: _issue(c, "qris"), f"POST {GROUP}/payments"),
    Scenario("issue together anew", "payment", "group issued", _issue_anew, f"POST {GROUP}/payments"),
    Scenario(
        "check share",
        "payment",
        "group issued",
        lambda c: http(c, "POST", f"/payments/{order(c)}/check"),
        f"POST {ONE}/payments/{{payment_id}}/check",
    ),
    Scenario("notice together", "payment_callback", "group captured", _notice, "POST /v1/payments/callbacks/{gateway}"),
    Scenario("book together", "appointment", "group paid", lambda c: _book(c, 20), f"PUT {GROUP}/appointment"),
    Scenario("move together", "appointment", "group scheduled", lambda c: _book(c, 25), f"PUT {GROUP}/appointment"),
    Scenario("settle together", "payment_confirmation", "group captured", _confirmation),
    Scenario("settle with one left", "payment_confirmation", "group captured, one left", _confirmation),
    Scenario("suspend together", "payment_confirmation", "group issued", _short_paid),
    Scenario("expired together", "payment_confirmation", "group issued", lambda c: _confirmation(later(c, hours=25))),
    Scenario(
        "refunded together unasked",
        "payment_confirmation",
        "group paid",
        lambda c: _back(c, ReturnKind.REFUND, "refunded"),
    ),
    Scenario(
        "charge back together",
        "payment_confirmation",
        "group paid",
        lambda c: _back(c, ReturnKind.CHARGEBACK, "charged_back"),
    ),
    Scenario("approve refund of a share", "decision", "group proposed", _approves),
    Scenario("send refund of a share", "payment_confirmation", "group proposed", _approved),
    Scenario("reconcile a share", "payment_reconciliation", "group proposed", _reconciled),
    Scenario(
        "open upload of a proof",
        "upload",
        "issued",
        lambda c: http(c, "POST", "/documents", wanted("payment_receipt", PHOTO), key="proof"),
        f"POST {ONE}/documents",
    ),
    Scenario("accept a proof", "document_check", "issued", lambda c: document_event(c, "payment_receipt", PHOTO)),
    Scenario("ask about a dispute", "payment_confirmation", "captured", _disputed),
    Scenario(
        "settle what is disputed",
        "payment_confirmation",
        "disputed and captured",
        lambda c: queue("confirmation", {"order_id": order(c)}),
    ),
    Scenario(
        "answer a dispute",
        "decision",
        "disputed",
        lambda c: decision(c, "budi", "dispute", Outcome="close", Reason="payment_not_found"),
    ),
    Scenario(
        "application in dispute",
        "console",
        "disputed",
        lambda c: {"widget": "application", "application_id": c.application_id},
    ),
)
