"""What CloudWatch reads out of the log about gateways."""

import json

import pytest

from imigrasi.entrypoint.metrics import gateway_changed


@pytest.mark.parametrize(("event", "value"), [("gateway.down", 1), ("gateway.up", 0)])
def test_an_outage_and_its_end_are_a_metric_in_the_embedded_format(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, event: str, value: int
) -> None:
    monkeypatch.setenv("STAGE", "training")
    gateway_changed(event, "midtrans")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [metric] = [line for line in lines if "_aws" in line]
    [described] = metric["_aws"]["CloudWatchMetrics"]
    assert described == {
        "Namespace": "Imigrasi",
        "Dimensions": [["Stage", "Gateway"]],
        "Metrics": [{"Name": "GatewayDown", "Unit": "Count"}],
    }
    assert (metric["Stage"], metric["Gateway"], metric["GatewayDown"]) == ("training", "midtrans", value)
    assert isinstance(metric["_aws"]["Timestamp"], int)
