"""Every function folder is deployed, and alike."""

import json

import pytest

from tests.infra.assembly import ROOT, Assembly

EVERYWHERE = {"STAGE", "TABLE_NAME", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL"}


def test_every_function_folder_is_deployed(either: Assembly) -> None:
    folders = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}
    assert set(either.functions) == folders


def test_functions_run_python_on_arm_with_their_layers_and_traces(either: Assembly) -> None:
    for function in either.functions.values():
        properties = function.resource.properties
        assert properties["Runtime"] == "python3.13"
        assert properties["Architectures"] == ["arm64"]
        assert properties["Handler"] == "handler.handler"
        own = ["<Docu"] if function.name in ("document_check", "file_viewing") else []
        assert [either.text(layer)[:5] for layer in properties["Layers"]] == ["<Core", "<Vend", *own]
        assert properties["TracingConfig"] == {"Mode": "Active"}


def test_no_two_functions_share_a_role(either: Assembly) -> None:
    roles = [either.text(function.resource.properties["Role"]) for function in either.functions.values()]
    assert len(roles) == len(set(roles))


def test_http_functions_answer_before_the_gateway_gives_up(either: Assembly) -> None:
    called = {
        either.text(permission.properties["FunctionName"]) for permission in either.all("AWS::Lambda::Permission")
    }
    for function in either.functions.values():
        if either.ref(function.resource) in called:
            assert function.resource.properties["Timeout"] < 30, function.name


def test_every_log_is_kept_as_long_as_the_stage_says(either: Assembly) -> None:
    groups = either.all("AWS::Logs::LogGroup")
    assert {group.properties["RetentionInDays"] for group in groups} == {either.stage.log_days}
    named = {group.properties["LogGroupName"] for group in groups}
    for function in either.functions.values():
        assert f"/aws/lambda/{function.resource.properties['FunctionName']}" in named
        group = either.text(function.resource.properties["LoggingConfig"]["LogGroup"])
        assert group.startswith(f"<{function.resource.id.removesuffix('Function')[:4]}"), function.name


def test_no_template_redirects_the_sdk(either: Assembly) -> None:
    """An endpoint variable would let whoever sets it answer in the place of SSM, and so forge an officer."""
    assert "AWS_ENDPOINT_URL" not in json.dumps(either.templates)


@pytest.mark.parametrize("name", ["SITE_URL", "MIDTRANS_URL"])
def test_addresses_that_the_local_runner_chooses_are_not_in_its_template(
    production: Assembly, local: Assembly, name: str
) -> None:
    assert name in json.dumps(production.templates)
    assert name not in json.dumps(local.templates)


def test_a_function_is_told_only_what_it_may_touch(either: Assembly) -> None:
    """A key, bucket, queue, bus or secret in the environment without a permission on it is a mistake in one of them."""
    for function in either.functions.values():
        environment = function.resource.properties["Environment"]["Variables"]
        assert set(environment) >= EVERYWHERE
        granted = {permission.resource for permission in function.permissions}
        for name in set(environment) - EVERYWHERE:
            if name.endswith(("_ARN", "_BUCKET", "_QUEUE_URL", "_BUS_NAME")):
                target = either.text(environment[name]).strip("<>").partition(".")[0]
                assert any(target in resource for resource in granted), (function.name, name)


def test_every_name_in_the_code_is_in_an_environment(either: Assembly) -> None:
    """Settings are read by name: one that no function is given would fail at the first call only."""
    names = {"MIDTRANS_URL", "SITE_URL"}
    for function in either.functions.values():
        names |= set(function.resource.properties["Environment"]["Variables"])
    wiring = (ROOT / "layers/core/python/imigrasi/entrypoint/wiring.py").read_text()
    asked = {part.partition('"')[0] for part in wiring.split('setting("')[1:]}
    assert asked
    assert asked <= names
