"""Synthesises the templates, only when something they are made from has changed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.build import BUILD, LAYERS, build_layers, digest, one_at_a_time, sources
from local.home import ACCOUNT, REGION, ROOT, LocalError
from web.build import DIST
from web.build import build as build_site


@dataclass(frozen=True)
class Asset:
    """A file or folder that the template expects in the bucket for assets."""

    source: Path
    zipped: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class Stack:
    name: str
    template: dict[str, Any]
    assets: tuple[Asset, ...]


def synthesise(stage: str = "local") -> Path:
    """Builds layers and site, then the cloud assembly; gives its folder."""
    with one_at_a_time():
        return synthesise_alone(stage)


def synthesise_alone(stage: str) -> Path:
    target = "host" if stage == "local" else "lambda"
    build_layers(target)
    build_site()
    folder = BUILD / "assembly" / stage
    stamp = folder.with_name(f"{stage}.digest")
    wanted = assembly_digest(stage, target)
    if stamp.exists() and stamp.read_text() == wanted and (folder / "manifest.json").exists():
        return folder
    print("  synthesising the templates (takes half a minute) …", flush=True)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # the venv's node
        "CDK_OUTDIR": str(folder),
        "CDK_CONTEXT_JSON": json.dumps({"stage": stage}),
        "CDK_VALIDATION": "false",  # `make check` runs the rules
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not (folder / "manifest.json").exists():
        raise LocalError(f"The templates could not be synthesised:\n{done.stderr.strip()[-4000:]}")
    stamp.write_text(wanted)
    return folder


def synthesised_since(assembly: Path, moment: float) -> bool:
    """Whether the assembly was made after that moment (seconds of the epoch), not found as it was."""
    return (assembly / "manifest.json").stat().st_mtime >= moment


def assembly_digest(stage: str, target: str) -> str:
    files = [*sources(ROOT / "infra"), *sources(ROOT / "functions"), *DIST.rglob("*.html")]
    if (ROOT / "cdk.json").exists():
        files.append(ROOT / "cdk.json")
    layers = [(BUILD / target / f"{layer}.digest").read_text() for layer in LAYERS]
    return digest(files, stage, *layers)


def stacks(assembly: Path) -> Iterator[Stack]:
    """The assembly's stacks, those that others import from first."""
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    waiting = {k: v for k, v in artifacts.items() if v["type"] == "aws:cloudformation:stack"}
    while waiting:
        ready = [k for k, v in waiting.items() if not waiting.keys() & set(v.get("dependencies", []))]
        if not ready:
            raise LocalError(f"These stacks depend on each other in a circle: {', '.join(waiting)}")
        for artifact in ready:
            properties = waiting.pop(artifact)["properties"]
            template = json.loads((assembly / properties["templateFile"]).read_text())
            name = properties.get("stackName", artifact)
            yield Stack(name, template, tuple(assets(assembly, artifact)))


def assets(assembly: Path, artifact: str) -> Iterator[Asset]:
    listed = json.loads((assembly / f"{artifact}.assets.json").read_text())["files"]
    for entry in listed.values():
        source = entry["source"]
        if source["path"].endswith(".template.json"):
            continue  # the local deployer passes it in the call
        for destination in entry["destinations"].values():
            bucket = destination["bucketName"].replace("${AWS::AccountId}", ACCOUNT)
            yield Asset(
                source=assembly / source["path"],
                zipped=source["packaging"] == "zip",
                bucket=bucket.replace("${AWS::Region}", REGION),
                key=destination["objectKey"],
            )
