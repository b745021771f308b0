"""Which officer may open which document for what, and what opening leaves behind."""

from __future__ import annotations

import re

import pytest

from tests.support.citizen import Citizen
from tests.support.openings import asked, opened, refusal


@pytest.fixture
def applicant(citizen: Citizen) -> Citizen:
    """Somebody whose application is in review."""
    return citizen.submitted()


def test_an_auditor_opens_nothing(applicant: Citizen) -> None:
    assert refusal(applicant, officer="agus") == "officer_may_not"


def test_nobody_opens_what_is_not_there(applicant: Citizen) -> None:
    assert refusal(applicant, "kk") == "document_unknown"
    other = Citizen(applicant.cloud, applicant.person, application_id="LBG-7777-7777-7")
    assert refusal(other) == "not_found"


@pytest.mark.parametrize("reason", ["identity", "objection", "dispute", "refund", "curiosity"])
def test_nobody_opens_for_a_reason_that_does_not_hold(applicant: Citizen, reason: str) -> None:
    assert refusal(applicant, officer="sari", reason=reason) == "no_reason_to_open"


def test_a_draft_is_the_citizens_own(citizen: Citizen) -> None:
    citizen.start().upload_all()
    for reason in ("review", "identity", "dispute", "refund"):
        assert refusal(citizen, reason=reason) == "no_reason_to_open"


def test_a_link_is_in_no_log_and_no_item(applicant: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    code = asked(applicant)
    opened(applicant, code)
    said = str([vars(line) for line in caplog.records])
    assert "decision.taken" in said
    assert "file.viewed" in said
    assert code not in said
    assert code not in str(applicant.cloud.items())


def test_the_widget_says_how_each_document_is_opened(applicant: Citizen) -> None:
    from tests.integration.test_disputes import widget

    shown = widget("application", application_id=applicant.application_id)
    links = re.findall(r'href="(https://example.com/imigrasi-local-open-file[^"]+)"', shown)
    number = applicant.application_id
    assert [link.partition("#")[2].replace("&amp;", "&") for link in links] == [
        f"ApplicationId={number}&Document={kind}&Reason=review" for kind in ("ktp", "old_passport")
    ]


def test_opening_a_file_decides_nothing(applicant: Citizen) -> None:
    """Four eyes are about decisions: who has looked may still decide, and who may not decide may look."""
    opened(applicant, asked(applicant, officer="ratna"))
    applicant.decided("budi", "clear", "complete").pay()
    applicant.officer("budi", "attend", Outcome="attend")
    assert opened(applicant, asked(applicant, officer="budi")).status == 200
    applicant.decided("ratna", "approve", "verified")
    assert applicant.status == "approved"
