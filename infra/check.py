"""Full validation of every stage's templates: `python -m infra.check`, non-zero exit on any finding.

Synthesises each stage with the rule packs switched on (AwsSolutions, NIST 800-53 R5, Serverless, and CDK's own), then
runs cfn-lint over the templates. Needs no credentials and no Docker.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.app import create_app, repository_sources
from infra.stacks.service.stack import Sources
from infra.stage import EDGE_REGION, LOCAL, REGION, STAGES, Stage

# W3005: CDK names a role's dependency twice, by reference and in DependsOn; harmless, and not ours to write.
IGNORED = "W3005"


def check(stage: Stage, sources: Sources, outdir: Path) -> list[str]:
    """The findings on one stage, none when it is clean. Templates land in `outdir`."""
    try:
        create_app(stage, sources, outdir=outdir).synth()
    except RuntimeError as failure:
        # The rule packs print their findings themselves; the exception only says where the report lies.
        return [str(failure).splitlines()[0]]
    edge = outdir / f"{stage.named('edge')}.template.json"
    here = sorted(set(outdir.glob("*.template.json")) - {edge})
    return [*_lint(here, REGION), *(_lint([edge], EDGE_REGION) if edge.exists() else [])]


def _lint(templates: list[Path], region: str) -> list[str]:
    program = str(Path(sys.executable).with_name("cfn-lint"))
    command = [program, "--ignore-checks", IGNORED, "--regions", region, "--", *map(str, templates)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def main() -> int:
    if os.environ.get("CDK_VALIDATION") == "false":
        raise SystemExit("CDK_VALIDATION=false switches the rules off, and a check without rules can't fail: unset it.")
    findings = []
    for stage in STAGES.values():
        with tempfile.TemporaryDirectory() as folder:
            # The layers' content has no bearing on the rules; the local build is the one that exists everywhere.
            found = check(stage, repository_sources(LOCAL), Path(folder))
        print(f"{stage.name}: {'clean' if not found else 'findings'}")
        findings += found
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
