"""Metrics as CloudWatch reads them out of the log (embedded metric format): one line, no call."""

from __future__ import annotations

import json
import sys

from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.settings import setting

NAMESPACE = "Imigrasi"
GATEWAY_DOWN = "GatewayDown"
CODES_LOW = "BillingCodesLow"
MALWARE_FOUND = "MalwareFound"
SCAN_UNHEARD = "MalwareScanUnheard"


def gateway_changed(event: str, gateway: str) -> None:
    """`gateway.down` at every failure of an outage, `gateway.up` at its end; an alarm hangs on the metric."""
    log.warning(event, gateway=gateway)
    _tell(GATEWAY_DOWN, int(event == "gateway.down"), gateway)


def billing_codes_left(left: int, low: int, gateway: str) -> None:
    """Told at every look; from `low` on an alarm asks people to get another range."""
    if left <= low:
        log.warning("billing_codes.low", left=left)
    _tell(CODES_LOW, int(left <= low), gateway)


def scan_told(*, found: bool, unheard: bool) -> None:
    """Malware that was found, and a scan that gives no verdict: an alarm hangs on each."""
    if found:
        log.warning("malware.found")
        _tell(MALWARE_FOUND, 1)
    if unheard:
        log.warning("malware.scan_unheard")
        _tell(SCAN_UNHEARD, 1)


def _tell(name: str, value: int, gateway: str | None = None) -> None:
    dimensions = {"Stage": setting("STAGE")} | ({"Gateway": gateway} if gateway else {})
    metric = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    told = {"_aws": {"Timestamp": int(now().timestamp() * 1000), "CloudWatchMetrics": [metric]}}
    sys.stdout.write(json.dumps(told | dimensions | {name: value}) + "\n")
