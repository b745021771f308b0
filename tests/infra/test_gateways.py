"""A gateway that does not answer rings: the alarm and the functions speak of the same metric."""

from imigrasi.adapters.gateways.midtrans import Midtrans
from imigrasi.entrypoint import metrics
from infra.components import gateway_alarm
from tests.infra.assembly import Assembly


def test_every_gateway_that_is_asked_over_the_network_has_its_alarm(either: Assembly) -> None:
    alarms = [it for it in either.all("AWS::CloudWatch::Alarm") if it.properties["MetricName"] == metrics.GATEWAY_DOWN]
    [alarm] = alarms
    said = {each["Name"]: each["Value"] for each in alarm.properties["Dimensions"]}
    assert (alarm.properties["Namespace"], said["Gateway"]) == (metrics.NAMESPACE, Midtrans.name)
    assert said["Stage"] == either.stage.name
    assert alarm.properties["AlarmActions"] == alarm.properties["OKActions"] != []
    assert (Midtrans.name,) == gateway_alarm.GATEWAYS
