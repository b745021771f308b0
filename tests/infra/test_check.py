"""The check can fail: a seeded fault is found by each pack that the app answers to."""

import os
import subprocess
import sys

import pytest

from tests.infra.assembly import ROOT

SEEDED = """
from aws_cdk import App, Stack, aws_lambda, aws_s3
from infra.app import add_rules
app = App()
add_rules(app)
stack = Stack(app, "seeded")
aws_s3.Bucket(stack, "Open")
aws_lambda.Function(stack, "Untraced", runtime=aws_lambda.Runtime.PYTHON_3_12, handler="handler.handler",
    code=aws_lambda.Code.from_inline("def handler(event, context): pass"))
app.synth()
"""


def _run(code: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "CDK_VALIDATION"} | variables
    return subprocess.run(
        [sys.executable, *code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    return _run(["-c", SEEDED], CDK_OUTDIR=str(tmp_path_factory.mktemp("seeded")))


@pytest.mark.parametrize(
    "finding", ["AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled", "Serverless-LambdaTracing"]
)
def test_a_seeded_fault_fails_the_synthesis(seeded: subprocess.CompletedProcess[str], finding: str) -> None:
    assert seeded.returncode != 0
    assert finding in seeded.stdout + seeded.stderr


def test_the_check_refuses_to_run_with_its_rules_switched_off() -> None:
    done = _run(["-m", "infra.check"], CDK_VALIDATION="false")
    assert done.returncode != 0
    assert "unset it" in done.stderr
