"""The local cloud: the whole product on one machine, from the template that is deployed to AWS."""

import sys
from pathlib import Path

# Only the local tools read the core from its sources: the functions get it from their layer, as on AWS.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "layers" / "core" / "python"))
