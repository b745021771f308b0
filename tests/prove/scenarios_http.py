"""Every HTTP route at work."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from local.gateway import wire
from local.gateway.orders import Status
from tests.prove.scenarios import Event, Scenario, http, later, order, wanted
from tests.prove.stages import key_of
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.http_client import http_event
from tests.support.installation import SERVER_KEY, SITE
from tests.support.merchant import CALLBACK

ONE = "/v1/applications/{application_id}"
GROUNDS = "Dokumen saya lengkap."
PAGE = papers.png("scenario")


def _start(citizen: Citizen) -> Event:
    body = {
        "service": "passport-renewal",
        "language": "id",
        "channel": "web",
        "applicant": citizen.person.applicant(),
        "answers": citizen.person.answers(),
    }
    return http(citizen, "POST", "", body, key="start", path="/v1/applications")


FORM = "/v1/forms/passport-renewal"


def _posted_form(citizen: Citizen) -> Event:
    answers = citizen.person.answers(accelerated="no", validity_years="5")
    fields = {"form_key": key_of("form"), "language": "id", **citizen.person.applicant(), **answers}
    sent = {"content-type": "application/x-www-form-urlencoded", "origin": SITE}
    return http_event("POST", FORM, body=urlencode(fields).encode(), headers=sent, request_id="request")


def _save(citizen: Citizen) -> Event:
    body = {"applicant": citizen.person.applicant(phone="+6281299999999"), "answers": citizen.person.answers()}
    return http(citizen, "PUT", "", body, headers={"if-match": citizen.etag})


def _submit(citizen: Citizen) -> Event:
    return http(citizen, "POST", "/submission", {"declaration": True}, key="submit")


def _object(citizen: Citizen) -> Event:
    return http(citizen, "POST", "/objection", {"grounds": GROUNDS})


def _track(citizen: Citizen, birth_date: str = "") -> Event:
    body = {"application_id": citizen.application_id, "birth_date": birth_date or citizen.person.birth_date}
    return http(citizen, "POST", "", body, path="/v1/tracking")


def _complete(citizen: Citizen) -> Event:
    opened = citizen.open_upload("ktp", PAGE).json
    citizen.post_chunk(opened, 0, PAGE)
    return http(citizen, "POST", f"/documents/{opened['document_id']}/completion")


def _show(citizen: Citizen) -> Event:
    opened = citizen.open_upload("ktp", PAGE).json
    return http(citizen, "GET", f"/documents/{opened['document_id']}", query={"renew": "1"})


def _issue(citizen: Citizen) -> Event:
    return http(citizen, "POST", "/payments", {"gateway": "midtrans"}, key="issue")


def _issue_by_qr(citizen: Citizen) -> Event:
    """Its content stands in the gateway's answer alone: lost with it, it cannot be asked for again."""
    return http(citizen, "POST", "/payments", {"gateway": "midtrans", "method": "qris"}, key="issue")


def _issue_anew(citizen: Citizen) -> Event:
    """The first billing code has expired, and the gateway has said so."""
    later(citizen, hours=25).cloud.gateway.gateway.expire_due()
    citizen.cloud.pump()
    return _issue(citizen)


def notice(citizen: Citizen, status: Status | None = None) -> bytes:
    found = citizen.cloud.gateway.books.order(order(citizen))
    return wire.encode(wire.notice(found, SERVER_KEY, status))


def _verify(citizen: Citizen) -> Event:
    code = citizen.view()["payment"]["payments"][-1]["receipt"]
    return http_event("GET", f"/v1/verifications/{code}", request_id="request")


def _notice(citizen: Citizen, status: Status | None = None) -> Event:
    return http_event("POST", CALLBACK, body=notice(citizen, status), request_id="request")


def _repeated_notice(citizen: Citizen) -> Event:
    citizen.cloud.http.call("POST", CALLBACK, raw=notice(citizen))
    citizen.cloud.roads.relay()
    return _notice(citizen)


def _book(citizen: Citizen, number: int) -> Event:
    """Of the free slots not the first ones: those pass while it is tried."""
    slot = citizen.free_slots()[number]["slot"]
    return http(citizen, "PUT", "/appointment", {"office": "lebong", "slot": slot})


def _slots(citizen: Citizen) -> Event:
    today = citizen.cloud.clock.now().date()
    # A fortnight: today's own times have passed by the afternoon, and an office is closed for holidays.
    span = {"from": today.isoformat(), "to": (today + timedelta(days=14)).isoformat()}
    return http_event("GET", "/v1/offices/lebong/slots", query=span, request_id="request")


HTTP = (
    Scenario("start", "intake", "", _start, "POST /v1/applications"),
    Scenario(
        "blank form", "intake", "", lambda _c: http_event("GET", FORM, request_id="request"), "GET /v1/forms/{service}"
    ),
    Scenario("posted form", "intake", "", _posted_form, "POST /v1/forms/{service}"),
    Scenario("save", "intake", "draft", _save, f"PUT {ONE}"),
    Scenario("read draft", "intake", "draft", lambda c: http(c, "GET", "/draft"), f"GET {ONE}/draft"),
    Scenario("submit", "intake", "uploaded", _submit, f"POST {ONE}/submission"),
    Scenario("submit again", "intake", "returned", _submit, f"POST {ONE}/submission"),
    Scenario("withdraw", "intake", "scheduled", lambda c: http(c, "POST", "/withdrawal"), f"POST {ONE}/withdrawal"),
    Scenario("object", "intake", "rejected", _object, f"POST {ONE}/objection"),
    Scenario("view", "status", "paid", lambda c: http(c, "GET", ""), f"GET {ONE}"),
    Scenario("poll", "status", "paid", lambda c: http(c, "GET", "", headers={"if-none-match": '"v1"'}), f"GET {ONE}"),
    Scenario("track", "status", "submitted", _track, "POST /v1/tracking"),
    Scenario("track wrongly", "status", "submitted", lambda c: _track(c, "1901-01-01"), "POST /v1/tracking"),
    Scenario("verify", "status", "paid", _verify, "GET /v1/verifications/{code}"),
    Scenario(
        "open upload",
        "upload",
        "draft",
        lambda c: http(c, "POST", "/documents", wanted("ktp", PAGE), key="open"),
        f"POST {ONE}/documents",
    ),
    Scenario("read upload", "upload", "draft", _show, f"GET {ONE}/documents/{{document_id}}"),
    Scenario("complete upload", "upload", "draft", _complete, f"POST {ONE}/documents/{{document_id}}/completion"),
    Scenario("issue", "payment", "cleared", _issue, f"POST {ONE}/payments"),
    Scenario("issue by QR", "payment", "cleared", _issue_by_qr, f"POST {ONE}/payments"),
    Scenario("issue anew", "payment", "issued", _issue_anew, f"POST {ONE}/payments"),
    Scenario(
        "check payment",
        "payment",
        "issued",
        lambda c: http(c, "POST", f"/payments/{order(c)}/check"),
        f"POST {ONE}/payments/{{payment_id}}/check",
    ),
    Scenario("notice", "payment_callback", "captured", _notice, "POST /v1/payments/callbacks/{gateway}"),
    Scenario("notice again", "payment_callback", "captured", _repeated_notice, "POST /v1/payments/callbacks/{gateway}"),
    Scenario("slots", "appointment", "", _slots, "GET /v1/offices/{office}/slots"),
    Scenario("book", "appointment", "paid", lambda c: _book(c, 15), f"PUT {ONE}/appointment"),
    Scenario("move", "appointment", "scheduled", lambda c: _book(c, 20), f"PUT {ONE}/appointment"),
)
