"""The cloud side of Imigrasi Lebong: one CDK app, synthesised for a laptop and for AWS from the same code."""

import os
import sys
from pathlib import Path

# CDK runs in Node: the one that came with this environment, whatever PATH says.
_node = Path(sys.executable).with_name("node")
if _node.exists():
    os.environ.setdefault("JSII_NODE", str(_node))
