"""The state treasury's settlement file as a supervisor brings it: made line by line, so that it can be wrong."""

from __future__ import annotations

import secrets
import string
from pathlib import Path
from typing import Any

from tests.support.local_cloud import LocalCloud

FEE = 650_000
HEADING = "billing_code,ntb,ntpn,amount,paid_at"


def ntpn() -> str:
    return "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(16))


def paid(code: str, number: str = "", *, amount: object = FEE, at: str = "2026-03-02 09:30:00") -> str:
    """The line of a billing code: with the treasury's number, or the bank's alone."""
    return f"{code},{code[-12:]},{number},{amount},{at}"


def bring(cloud: LocalCloud, folder: Path, *lines: str) -> dict[str, Any]:
    """What became of a treasury file of these lines, brought by a supervisor."""
    file = folder / f"{secrets.token_hex(4)}.csv"
    file.write_text("\r\n".join((HEADING, *lines, "")))
    told: dict[str, Any] = cloud.command("gateway", "import", "simponi", str(file))
    return told
