"""Puts a stage on AWS, or takes it off: `python -m infra.release deploy|destroy STAGE`, with this shell's credentials.

The edge stack goes first: it stands in another region, so the site stack takes its outputs as parameters.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.stage import REGION, STAGES, Stage
from local import site
from local.home import LocalError
from local.synth import synthesise

CDK = ("npx", "--yes", "aws-cdk@2.1148.1")  # the oldest that reads what our aws-cdk-lib writes
HANDED_OVER = ("CertificateArn", "WebAclArn")


def deploy(stage: Stage) -> None:
    """Deploys every stack, then the site's files. Raises LocalError with the next step."""
    print(f"Account {account()}, stage {stage.name}.")
    assembly = synthesise(stage.name)
    edge = cdk("deploy", assembly, stage.named("edge"))[stage.named("edge")]
    parameters = [
        part
        for name in HANDED_OVER
        if name in edge
        for part in ("--parameters", f"{stage.named('site')}:{name}={edge[name]}")
    ]
    rest = [stage.named(name) for name in ("data", "service", "site", "operations")]
    outputs = cdk("deploy", assembly, *rest, *parameters)[stage.named("site")]
    print("Publishing the site …")
    site.upload(boto3.client("s3", region_name=REGION), outputs["SiteBucket"], {})
    boto3.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": uuid4().hex},
    )
    print(f"Done: https://{stage.domain or outputs['DistributionDomain']}")
    print("A new installation also needs its Midtrans server keys: put them into the secret MidtransSecretArn.")


def destroy(stage: Stage) -> None:
    """Removes the stage's stacks; CDK asks before. Data of a stage that retains it stays."""
    print(f"Account {account()}, stage {stage.name}.")
    cdk("destroy", synthesise(stage.name), "--all")


def account() -> str:
    try:
        return str(boto3.client("sts", region_name=REGION).get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as refused:
        raise LocalError(
            f"AWS does not accept this shell's credentials: {refused} Run `aws sso login` first."
        ) from None


def cdk(verb: str, assembly: Path, *arguments: str) -> dict[str, dict[str, str]]:
    """Runs the CDK's own command line with the venv's Node; gives the outputs of the stacks it deployed."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs.json"
        extra = ["--outputs-file", str(outputs), "--require-approval", "broadening"] if verb == "deploy" else []
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [*CDK, verb, "--app", str(assembly), *arguments, *extra], env={**os.environ, "PATH": path}, check=False
        )
        if done.returncode:
            bootstrap = " ".join((*CDK, "bootstrap"))
            raise LocalError(f"CDK stopped, see above. In an account without CDK's buckets, run `{bootstrap}` first.")
        return json.loads(outputs.read_text()) if outputs.exists() else {}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.release", description=__doc__)
    parser.add_argument("verb", choices=["deploy", "destroy"])
    parser.add_argument("stage", choices=[name for name, stage in STAGES.items() if stage.on_aws])
    options = parser.parse_args()
    try:
        (deploy if options.verb == "deploy" else destroy)(STAGES[options.stage])
    except LocalError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
