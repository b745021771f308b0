"""Citizens hear what happened, once, in their language, without a word of their data."""

from __future__ import annotations

from typing import Any

import pytest

from imigrasi.adapters.messaging import SesMailer
from tests.support.citizen import Citizen
from tests.support.people import Person
from tests.support.roads import deployed_types


def heard(citizen: Citizen) -> list[str]:
    return [mail.subject for mail in citizen.cloud.mails()]


def test_a_mail_says_what_happened_and_where_to_follow_it(citizen: Citizen) -> None:
    citizen.submitted()
    (mail,) = citizen.cloud.mails()
    assert mail.to == citizen.person.email
    assert mail.subject == f"Permohonan {citizen.application_id} sudah kami terima"
    assert "https://imigrasi.example.com/" in mail.body


def test_who_chose_english_is_written_to_in_english(citizen: Citizen) -> None:
    citizen.start(language="en").upload_all().submit()
    assert heard(citizen) == [f"We have received application {citizen.application_id}"]


def test_who_has_no_mail_gets_a_text_message(citizen: Citizen) -> None:
    citizen.person = Person(email=None)
    citizen.submitted()
    assert citizen.cloud.mails() == []
    ((phone, text),) = citizen.cloud.texts()
    assert (phone, citizen.application_id in text) == (citizen.person.phone, True)


def test_a_message_carries_nothing_personal_and_no_key(citizen: Citizen) -> None:
    citizen.ready()
    sent = str([(mail.subject, mail.body) for mail in citizen.cloud.mails()]) + str(citizen.cloud.texts())
    secrets = [citizen.person.full_name, citizen.person.nik, citizen.person.birth_date, citizen.access_key]
    assert [secret for secret in secrets if secret in sent] == []


def test_an_event_that_comes_again_is_not_told_again(citizen: Citizen) -> None:
    citizen.submitted()
    detail = {"application_id": citizen.application_id, "seq": citizen.view()["timeline"][-1]["seq"]}
    citizen.cloud.roads.send("notification", {"detail-type": "ApplicationSubmitted", "detail": detail})
    citizen.cloud.pump()
    assert len(heard(citizen)) == 1


def test_a_mail_that_could_not_be_sent_is_tried_again(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    send = SesMailer.send
    tries: list[str] = []

    def flaky(mailer: SesMailer, to: str, subject: str, body: str) -> None:
        tries.append(to)
        if len(tries) < 3:
            raise ConnectionError
        send(mailer, to, subject, body)

    monkeypatch.setattr(SesMailer, "send", flaky)
    citizen.submitted()
    assert (len(tries), len(heard(citizen))) == (3, 1)


def test_the_newest_contact_is_used(citizen: Citizen) -> None:
    citizen.start().save(applicant=citizen.person.applicant(email="baru@example.com"))
    citizen.upload_all().submit()
    assert [mail.to for mail in citizen.cloud.mails()] == ["baru@example.com"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"email": "satu@example.com"}, {"email": "dua@example.com"}),
        ({"email": None, "phone": "+6281200000111"}, {"email": None, "phone": "+6281300000111"}),
    ],
)
def test_a_contact_whose_mask_looks_the_same_is_renewed_in_a_draft(
    citizen: Citizen, old: dict[str, Any], new: dict[str, Any]
) -> None:
    citizen.start(applicant=citizen.person.applicant(**old))
    citizen.save(applicant=citizen.person.applicant(**new))
    citizen.cloud.clock.advance(days=12)
    citizen.cloud.invoke("due_work")
    citizen.cloud.pump()
    told = [mail.to for mail in citizen.cloud.mails()] or [phone for phone, _ in citizen.cloud.texts()]
    assert told == [new["email"] or new["phone"]]


def test_who_gave_no_contact_is_not_written_to(citizen: Citizen) -> None:
    citizen.start(applicant={})
    citizen.call("POST", "/withdrawal")
    citizen.cloud.pump()
    assert (citizen.cloud.mails(), citizen.cloud.texts(), citizen.cloud.roads.waiting()) == ([], [], {})


def test_every_deployed_notification_can_be_written(citizen: Citizen) -> None:
    citizen.start()
    for seq, event in enumerate(deployed_types("events.py", "NOTIFIED"), start=1000):
        detail = {"application_id": citizen.application_id, "seq": seq}
        citizen.cloud.roads.send("notification", {"detail-type": event, "detail": detail})
    citizen.cloud.pump()
    assert citizen.cloud.roads.dead("notification") == []
    assert len(heard(citizen)) == len(deployed_types("events.py", "NOTIFIED"))
