"""What the local deployer changes in a template, and that it changes nothing else."""

from local.deploy import DROPPED, localised, resolved, without_unsupported
from local.home import Ports

QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {}}
RUNBOOK = {"Type": "AWS::SSM::Document", "Properties": {"Name": "decide"}}


def test_only_what_the_engine_has_no_resource_for_is_left_out_and_it_is_named() -> None:
    template = {"Resources": {"Queue": QUEUE, "Runbook": RUNBOOK}}
    kept, dropped = without_unsupported(template)
    assert kept["Resources"] == {"Queue": QUEUE}
    assert dropped == ["AWS::SSM::Document"]


def test_an_unknown_type_stays_so_that_the_engine_refuses_it() -> None:
    template = {"Resources": {"Thing": {"Type": "AWS::New::Thing"}}}
    kept, dropped = without_unsupported(template)
    assert kept["Resources"] == template["Resources"]
    assert dropped == []


def test_what_refers_to_a_dropped_resource_goes_or_lets_go() -> None:
    template = {
        "Resources": {"Runbook": RUNBOOK, "Queue": {**QUEUE, "DependsOn": ["Runbook", "Topic"]}},
        "Outputs": {"Runbook": {"Value": {"Ref": "Runbook"}}, "Queue": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}},
    }
    kept, _ = without_unsupported(template)
    assert kept["Resources"]["Queue"]["DependsOn"] == ["Topic"]
    assert list(kept["Outputs"]) == ["Queue"]


def test_nothing_is_dropped_that_takes_part_in_an_application_but_what_a_stand_in_does() -> None:
    assert {name.split("::")[1] for name in DROPPED} == {"SSM", "GuardDuty", "Logs", "Backup"}


def test_other_ports_take_the_place_of_the_usual_ones() -> None:
    template = {"Origin": {"HTTPPort": 4566}, "Cors": ["http://127.0.0.1:4580"], "Minutes": 4566}
    assert localised(template, Ports(cloud=5001, site=5002)) == {
        "Origin": {"HTTPPort": 5001},
        "Cors": ["http://127.0.0.1:5002"],
        "Minutes": 4566,
    }


def test_the_usual_ports_leave_the_template_as_it_is() -> None:
    template = {"Origin": {"HTTPPort": 4566}, "Cors": ["http://127.0.0.1:4580"]}
    assert localised(template, Ports()) == template


def test_imports_from_other_stacks_are_resolved_at_any_depth() -> None:
    document = {"steps": [{"FunctionName": {"Fn::ImportValue": "service:decision"}, "name": "Decide"}]}
    assert resolved(document, {"service:decision": "imigrasi-local-decision"}) == {
        "steps": [{"FunctionName": "imigrasi-local-decision", "name": "Decide"}]
    }


def test_joins_and_the_place_are_filled_in_and_what_is_the_stacks_own_is_left() -> None:
    joined = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Region"}, ":", {"Fn::ImportValue": "name"}]]}
    assert resolved([joined, {"Ref": "Queue"}], {"name": "decision"}) == [
        "arn:ap-southeast-3:decision",
        {"Ref": "Queue"},
    ]
