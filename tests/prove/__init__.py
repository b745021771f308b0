"""The promises, each proved by one module and each with a seeded fault that its check must catch.

`python -m tests.prove [--scale small|full] [--only NAME]`. A module here has

    PROMISE               the promise in one line
    CONTROL               the seeded fault in one line
    prove(scale)          the figures; raises Broken where the promise does not hold
    control(scale)        the same check with the fault seeded: it must raise Broken

Every handler and every route at work stands in `scenarios_http.py` and `scenarios_events.py`. Crash safety, least
privilege, isolation and personal data are proved over all of them; a handler or route that is missing there fails.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "layers" / "core" / "python"))

# Before anything of the product is imported: its logger and clients read these once.
for _name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SSM", "CLOCK_FILE"):
    os.environ.pop(_name, None)
os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_EC2_METADATA_DISABLED="true",
    POWERTOOLS_SERVICE_NAME="proofs",
    POWERTOOLS_LOG_LEVEL="CRITICAL",
)
