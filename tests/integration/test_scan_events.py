"""What is said of a scan: twice, late, about something else, or falsely. None of it changes anything."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from local.scanner.engine import Status
from local.scanner.plan import Event
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.installation import INCOMING, VAULT
from tests.support.scan_desk import candidate, event, hear, item, sent, shown, verdicts
from tests.support.scanning import Scanner


def test_an_event_told_twice_is_one_verdict(drafting: Citizen, scanner: Scanner) -> None:
    document_id = sent(drafting)
    drafting.cloud.pump()
    before = drafting.view()
    hear(drafting, *scanner.told, *scanner.told)
    assert drafting.view() == before
    assert shown(drafting, document_id) == ("accepted", [])
    assert len(verdicts(drafting)) == 1


def _changed(told: Event, **changes: Any) -> Event:
    other = copy.deepcopy(told)
    other["detail"]["s3ObjectDetails"].update(changes)
    return other


@pytest.mark.parametrize(
    "changes",
    [
        {"versionId": "another"},
        {"versionId": None},
        {"bucketName": VAULT},
        {"bucketName": "somebody-elses"},
        {"objectKey": "candidates/LBG-0000-0000-0/aaaaaaaaaaaaaaaa"},
        {"objectKey": "candidates/"},
        {"objectKey": "candidates/x"},
        {"objectKey": "LBG-0000-0000-0/aaaaaaaaaaaaaaaa"},
        {"objectKey": None},
    ],
    ids=str,
)
def test_an_event_about_anything_else_changes_nothing_even_if_the_document_is_clean(
    drafting: Citizen, changes: dict[str, Any]
) -> None:
    document_id = sent(drafting)
    told = event(drafting, document_id)
    drafting.cloud.scanner.mute = True
    drafting.cloud.pump()  # tagged, and nobody was told
    before = item(drafting, document_id)
    hear(drafting, _changed(told, **changes))
    assert item(drafting, document_id) == before
    assert (drafting.cloud.roads.waiting(), drafting.cloud.roads.dead("scans")) == ({}, [])


@pytest.mark.parametrize("detail", [{}, {"s3ObjectDetails": None}, {"s3ObjectDetails": {}}])
def test_an_event_that_says_nothing_is_passed_over(drafting: Citizen, detail: dict[str, Any]) -> None:
    document_id = sent(drafting)
    hear(drafting, {**event(drafting, document_id), "detail": detail})
    assert shown(drafting, document_id) == ("checking", [])
    assert (drafting.cloud.roads.waiting(), drafting.cloud.roads.dead("scans")) == ({}, [])


@pytest.mark.parametrize("status", [Status.NO_THREATS_FOUND, Status.THREATS_FOUND])
def test_an_event_alone_is_no_verdict(drafting: Citizen, status: Status) -> None:
    """Whoever could forge it would still have to forge the tag, which the bucket lets only GuardDuty set."""
    document_id = sent(drafting)
    before = item(drafting, document_id)
    hear(drafting, event(drafting, document_id, status))
    assert item(drafting, document_id) == before


def test_the_scan_of_another_version_is_not_ours(drafting: Citizen, scanner: Scanner) -> None:
    """Somebody has put a clean object in the place of the one that waits."""
    document_id = sent(drafting)
    awaited = candidate(drafting, document_id)
    s3 = drafting.cloud.client("s3")
    other = s3.put_object(Bucket=INCOMING, Key=awaited["Key"], Body=papers.png("other"))["VersionId"]
    scanner.plan.scan(awaited["Key"], other)
    with scanner.resting():
        drafting.cloud.pump()
    assert shown(drafting, document_id) == ("checking", [])
    drafting.cloud.pump()  # now the awaited one
    assert shown(drafting, document_id) == ("accepted", [])
    kept = s3.get_object(Bucket=VAULT, Key=f"{drafting.application_id}/{document_id}")["Body"].read()
    assert kept == s3.get_object(**awaited)["Body"].read()


def test_the_rule_lets_through_what_guardduty_says_of_our_folder_alone(drafting: Citizen, scanner: Scanner) -> None:
    document_id = sent(drafting)
    ours = event(drafting, document_id)
    for other in (
        _changed(ours, bucketName=VAULT),
        _changed(ours, objectKey="LBG-0000-0000-0/x/00000"),
        {**ours, "source": "imigrasi.lebong"},
        {**ours, "detail-type": "GuardDuty Malware Protection Resource Status Active"},
        {**ours, "detail-type": "GuardDuty Malware Protection Post Scan Action Failed"},
    ):
        scanner.tell(other)
    assert drafting.cloud.roads.waiting().get("scans", 0) == 0
    scanner.tell(ours)
    assert drafting.cloud.roads.waiting()["scans"] == 1
