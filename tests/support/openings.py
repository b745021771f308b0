"""Officers who ask for a document in this process, by the runbook, and open what they were given."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.citizen import Citizen
from tests.support.http_client import Reply
from tests.support.installation import SITE
from tests.support.runbooks import Refused

CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def asked(citizen: Citizen, document: str = "ktp", officer: str = "budi", reason: str = "review") -> str:
    """The code of a link that an officer was given."""
    chosen = {"ApplicationId": citizen.application_id, "Document": document, "Reason": reason}
    done = citizen.cloud.runbooks.start(officer, "open-file", **chosen)
    assert done.keys() == {"application_id", "link"}
    site, _, code = done["link"].rpartition("/v1/files/")
    assert site == SITE
    assert CODE.fullmatch(code)
    return str(code)


def refusal(citizen: Citizen, document: str = "ktp", officer: str = "budi", reason: str = "review") -> str:
    with pytest.raises(Refused) as refused:
        asked(citizen, document, officer, reason)
    return refused.value.code


def opened(citizen: Citizen, code: str, **options: Any) -> Reply:
    return citizen.cloud.http.call("POST", f"/v1/files/{code}", **options)


def viewings(citizen: Citizen) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = citizen.view()["accessed_by"]
    return rows
