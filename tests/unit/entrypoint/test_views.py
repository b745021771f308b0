"""What the API shows: everything the contract names, nothing that says nothing to a citizen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from imigrasi.domain.application import Application, Appointment
from imigrasi.domain.audit import SYSTEM, Actor, ActorKind, Event
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.lifecycle import EDITABLE, Status
from imigrasi.domain.payment import PaymentStatus
from imigrasi.entrypoint.views import (
    application_view,
    data_etag,
    document_view,
    opened_view,
    payment_line,
    payment_view,
    rfc3339,
    tracking_view,
    view_etag,
)
from imigrasi.usecases.ports import File, Policy
from tests.support.builders import FEE, NOW, NUMBER, document, draft, file, payment, service, stored, submitted

BUDI = Actor(ActorKind.OFFICER, "budi")
POLICY = Policy("https://bucket.example.com", {"policy": "p"})


def with_history(*events: Event) -> File:
    change = stored(submitted(), *events)
    return file(change.after, change.entries)


def test_times_are_rfc_3339_in_utc() -> None:
    assert rfc3339(NOW + timedelta(microseconds=999_999)) == "2026-11-24T03:00:00Z"


def test_etags_of_view_and_data_are_apart() -> None:
    application = draft(version=7, data_version=3)
    assert (view_etag(application), data_etag(application)) == ('"v7"', '"d3"')


# ---------------------------------------------------------------- the file


def test_the_timeline_is_the_history_without_its_internals() -> None:
    shown = application_view(
        with_history(
            Event("DocumentChecked", SYSTEM),
            Event("ApplicationReturned", BUDI, reason_code="illegible"),
            Event("WorkflowRestarted", SYSTEM),
            Event("ApplicationEscalated", SYSTEM),
        ),
        service(),
    )["timeline"]
    assert shown == [
        {"seq": 1, "at": "2026-11-24T03:00:00Z", "event": "ApplicationStarted", "actor_kind": "citizen"},
        {
            "seq": 3,
            "at": "2026-11-24T03:00:00Z",
            "event": "ApplicationReturned",
            "actor_kind": "officer",
            "reason_code": "illegible",
        },
    ]


def test_the_timeline_names_no_officer() -> None:
    shown = application_view(with_history(Event("ApplicationCleared", BUDI)), service())
    assert "budi" not in str(shown["timeline"])


def test_who_opened_a_document_is_shown_by_name_and_purpose() -> None:
    opened = Event("FileViewed", BUDI, reason_code="review", ids={"kind": "ktp", "role": "officer"})
    shown = application_view(with_history(opened), service())
    assert shown["accessed_by"] == [
        {
            "at": "2026-11-24T03:00:00Z",
            "officer": "budi",
            "role": "officer",
            "document": "ktp",
            "reason_code": "review",
        }
    ]


def test_replaced_documents_are_not_shown() -> None:
    documents = (
        document(document_id="old", status=DocumentStatus.REPLACED),
        document(document_id="new", status=DocumentStatus.REFUSED, reasons=("hash_differs",)),
    )
    shown = application_view(file(draft(), documents=documents), service())["documents"]
    assert shown == [{"document_id": "new", "kind": "ktp", "status": "refused", "reasons": ["hash_differs"]}]


@pytest.mark.parametrize("status", list(Status))
def test_what_is_missing_is_told_only_while_it_can_be_given(status: Status) -> None:
    application = submitted(status, missing=(("/applicant/nik", "required"),))
    missing = application_view(file(application), service())["missing"]
    assert bool(missing) == (status in EDITABLE)


def test_missing_data_and_missing_documents_stand_in_one_list() -> None:
    application = draft(missing=(("/applicant/nik", "required"),))
    assert application_view(file(application), service())["missing"] == [
        {"pointer": "/applicant/nik", "code": "required"},
        {"pointer": "/documents/ktp", "code": "document_required"},
        {"pointer": "/documents/old_passport", "code": "document_required"},
    ]


@pytest.mark.parametrize(
    ("application", "due"),
    [(draft(), 0), (submitted(), FEE), (submitted(Status.PAID, paid=True), 0)],
)
def test_the_amount_due_is_the_fee_until_it_is_paid(application: Application, due: int) -> None:
    assert application_view(file(application), service())["payment"]["amount_due"] == due


def test_a_payment_is_shown_without_how_it_is_paid() -> None:
    shown = application_view(file(submitted(), payments=(payment(),)), service())["payment"]["payments"]
    assert shown == [
        {
            "payment_id": f"{NUMBER}-1",
            "order_id": f"{NUMBER}-1",
            "gateway": "midtrans",
            "method": "bank_transfer",
            "status": "pending",
            "amount": FEE,
            "expires_at": "2026-11-25T03:00:00Z",
        }
    ]


def test_of_money_that_came_it_is_shown_where_it_stands() -> None:
    held = payment(status=PaymentStatus.SETTLED, captured=FEE, held=FEE)
    back = payment(status=PaymentStatus.REFUNDED, captured=FEE, owed=1, refunded=2, charged_back=3)
    names = ("captured", "refunded", "held", "refunding", "charged_back")
    shown = [{name: line[name] for name in names if name in line} for line in map(payment_line, (held, back))]
    assert shown == [
        {"captured": FEE, "refunded": 0, "held": FEE},
        {"captured": FEE, "refunded": 2, "refunding": 1, "charged_back": 3},
    ]


def test_an_appointment_is_shown_with_its_instant() -> None:
    booked = submitted(Status.SCHEDULED, appointment=Appointment("lebong", "2026-11-25T08:00", NOW))
    assert application_view(file(booked), service())["appointment"] == {
        "office": "lebong",
        "slot": "2026-11-25T08:00",
        "starts_at": "2026-11-24T03:00:00Z",
    }


def test_what_is_not_there_is_left_out() -> None:
    view = application_view(file(draft()), service())
    assert not {"submitted_at", "appointment", "due"} & set(view)


# ---------------------------------------------------------------- dates


def test_a_citizens_wait_shows_its_end_and_not_its_warning() -> None:
    warned = draft(due=Due(DueKind.WARN, NOW))
    assert tracking_view(warned, service())["due"] == {"stage": "drafting", "at": "2026-11-27T03:00:00Z"}


def test_while_officers_act_their_deadline_is_shown() -> None:
    acting = submitted(Status.ADJUDICATING, deadline=NOW + timedelta(days=4), due=Due(DueKind.ESCALATE, NOW))
    assert tracking_view(acting, service())["due"] == {"stage": "adjudication", "at": "2026-11-28T03:00:00Z"}


def test_an_officers_own_escalation_is_not_shown_as_an_end() -> None:
    assert "due" not in tracking_view(submitted(due=Due(DueKind.ESCALATE, NOW)), service())


def test_after_a_rejection_the_end_of_objecting_is_shown_until_it_is_final() -> None:
    rejected = submitted(Status.REJECTED, rejected_at=NOW)
    assert tracking_view(rejected, service())["due"] == {"stage": "closed", "at": "2026-12-08T03:00:00Z"}
    assert "due" not in tracking_view(replace(rejected, final=True), service())


def test_a_deadline_that_was_met_is_no_longer_shown() -> None:
    paid_last = submitted(Status.READY, deadline=NOW, due=Due(DueKind.WARN, NOW))
    assert tracking_view(paid_last, service())["due"]["at"] == "2026-12-01T03:00:00Z"


def test_tracking_shows_nothing_of_the_person() -> None:
    application = submitted(masked_applicant={"full_name": "C•••"}, masked_answers={"accelerated": True})
    assert set(tracking_view(application, service())) == {
        "application_id",
        "service",
        "status",
        "stage",
        "next_action",
        "created_at",
        "submitted_at",
    }


# ---------------------------------------------------------------- payments and documents


def test_a_payment_offers_the_ways_the_gateway_gave() -> None:
    both = payment(billing_code="988", qr_string="0002", redirect_url=None)
    shown = payment_view(both)
    assert (shown["billing_code"], shown["qr_string"], "redirect_url" in shown) == ("988", "0002", False)
    assert shown["currency"] == "IDR"
    assert payment_line(both).items() <= shown.items()


def test_an_opened_upload_tells_all_that_is_needed_to_send_it() -> None:
    shown = opened_view(document(size=200_000), POLICY)
    assert (shown["chunk_size"], shown["chunks"]) == (65_536, 4)
    assert shown["upload"] == {
        "url": "https://bucket.example.com",
        "fields": {"policy": "p"},
        "key_prefix": f"{NUMBER}/abcdefghijklmnop/",
    }


def test_a_document_tells_what_arrived_and_why_it_was_refused() -> None:
    refused = replace(document(size=9), status=DocumentStatus.REFUSED, reasons=("hash_differs",))
    shown = document_view(refused, [0], None)
    assert (shown["status"], shown["received"], shown["reasons"]) == ("refused", [0], ["hash_differs"])
    assert "upload" not in shown
