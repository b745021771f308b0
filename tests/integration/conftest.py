"""Citizens who have come as far as a file's tests begin."""

from __future__ import annotations

import pytest

from tests.support.citizen import Citizen
from tests.support.scanning import Scanner


@pytest.fixture
def payer(citizen: Citizen) -> Citizen:
    """Somebody whose fee is due."""
    return citizen.cleared()


@pytest.fixture
def code(payer: Citizen) -> str:
    """The payer's billing code."""
    return str(payer.issue_payment("simponi")["billing_code"])


@pytest.fixture
def drafting(citizen: Citizen) -> Citizen:
    """Somebody with a draft."""
    return citizen.start()


@pytest.fixture
def scanner(drafting: Citizen) -> Scanner:
    """The malware scan, which does its work when it is told to."""
    return drafting.cloud.scanner
