"""Citizens who have come as far as a file's tests begin."""

from __future__ import annotations

import pytest

from tests.support.citizen import Citizen


@pytest.fixture
def payer(citizen: Citizen) -> Citizen:
    """Somebody whose fee is due."""
    return citizen.cleared()


@pytest.fixture
def code(payer: Citizen) -> str:
    """The payer's billing code."""
    return str(payer.issue_payment("simponi")["billing_code"])
