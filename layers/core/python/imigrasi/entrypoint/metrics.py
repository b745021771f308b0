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


def gateway_changed(event: str, gateway: str) -> None:
    """`gateway.down` at every failure of an outage, `gateway.up` at its end; an alarm hangs on the metric."""
    log.warning(event, gateway=gateway)
    _tell(GATEWAY_DOWN, int(event == "gateway.down"), gateway)


def billing_codes_left(left: int, low: int, gateway: str) -> None:
    """Told at every look; from `low` on an alarm asks people to get another range."""
    if left <= low:
        log.warning("billing_codes.low", left=left)
    _tell(CODES_LOW, int(left <= low), gateway)


def _tell(name: str, value: int, gateway: str) -> None:
    dimensions = {"Stage": setting("STAGE"), "Gateway": gateway}
    metric = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    told = {"_aws": {"Timestamp": int(now().timestamp() * 1000), "CloudWatchMetrics": [metric]}}
    sys.stdout.write(json.dumps(told | dimensions | {name: value}) + "\n")
