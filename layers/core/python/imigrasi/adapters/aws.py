"""One place that makes AWS clients: each service once per process, only those a function uses."""

from __future__ import annotations

import functools
import os
from typing import Any

import botocore.session
from botocore.config import Config


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@functools.cache
def client(service: str) -> Any:
    """A client of `service`, with time-outs short enough for a caller that waits, and standard retries.

    Typed at the adapters: botocore makes its clients at run time.
    """
    config = Config(
        region_name=os.environ.get("AWS_REGION"),
        connect_timeout=2,
        read_timeout=8,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version="s3v4" if service == "s3" else None,
        s3={"addressing_style": "virtual"} if service == "s3" and not _local() else None,
    )
    return _session().create_client(service, config=config)


def _local() -> bool:
    """An endpoint given by address has no names for buckets in front of it."""
    return "AWS_ENDPOINT_URL" in os.environ
