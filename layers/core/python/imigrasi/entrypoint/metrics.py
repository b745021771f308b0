"""Metrics as CloudWatch reads them out of the log (embedded metric format): one line, no call."""

from __future__ import annotations

import json
import sys

from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.logs import log
from imigrasi.entrypoint.settings import setting

NAMESPACE = "Imigrasi"
GATEWAY_DOWN = "GatewayDown"


def gateway_changed(event: str, gateway: str) -> None:
    """`gateway.down` at every failure of an outage, `gateway.up` at its end; an alarm hangs on the metric."""
    log.warning(event, gateway=gateway)
    dimensions = {"Stage": setting("STAGE"), "Gateway": gateway}
    metric = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": GATEWAY_DOWN, "Unit": "Count"}],
    }
    told = {"_aws": {"Timestamp": int(now().timestamp() * 1000), "CloudWatchMetrics": [metric]}}
    sys.stdout.write(json.dumps(told | dimensions | {GATEWAY_DOWN: int(event == "gateway.down")}) + "\n")
