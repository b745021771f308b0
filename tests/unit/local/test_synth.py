"""Reading a cloud assembly."""

import json
from pathlib import Path

import pytest

from local.home import LocalError
from local.synth import stacks


def assembly(folder: Path, dependencies: dict[str, list[str]]) -> Path:
    artifacts: dict[str, object] = {"Tree": {"type": "cdk:tree"}}
    for name, needs in dependencies.items():
        artifacts[f"{name}.assets"] = {"type": "cdk:asset-manifest"}
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "dependencies": [*needs, f"{name}.assets"],
            "properties": {"templateFile": f"{name}.template.json"},
        }
        (folder / f"{name}.template.json").write_text(json.dumps({"Resources": {}}))
        (folder / f"{name}.assets.json").write_text(json.dumps({"files": FILES}))
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


FILES = {
    "template": {
        "source": {"path": "a.template.json", "packaging": "file"},
        "destinations": {"here": {"bucketName": "b", "objectKey": "t.json"}},
    },
    "code": {
        "source": {"path": "asset.1", "packaging": "zip"},
        "destinations": {"here": {"bucketName": "assets-${AWS::AccountId}-${AWS::Region}", "objectKey": "1.zip"}},
    },
}


def test_a_stack_comes_after_those_it_imports_from(tmp_path: Path) -> None:
    found = list(stacks(assembly(tmp_path, {"site": ["service", "data"], "service": ["data"], "data": []})))
    assert [stack.name for stack in found] == ["data", "service", "site"]


def test_stacks_in_a_circle_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="one, other"):
        list(stacks(assembly(tmp_path, {"one": ["other"], "other": ["one"]})))


def test_assets_go_to_the_bucket_of_this_account_and_the_template_is_none(tmp_path: Path) -> None:
    [stack] = stacks(assembly(tmp_path, {"data": []}))
    [asset] = stack.assets
    assert (asset.bucket, asset.key, asset.zipped) == ("assets-000000000000-ap-southeast-3", "1.zip", True)
