"""Publishes the built site to its bucket, only what has changed."""

import hashlib
from collections.abc import Mapping
from typing import Any

from local import cloud
from local.home import Home, Ports
from web.build import DIST
from web.publishing import published


def built() -> dict[str, bytes]:
    """The built site: path → content."""
    files = (path for path in DIST.rglob("*") if path.is_file())
    return {path.relative_to(DIST).as_posix(): path.read_bytes() for path in files}


def publish(home: Home, ports: Ports) -> None:
    """Brings the local site's bucket up to date."""
    bucket = home.read("deployed.json")["outputs"]["SiteBucket"]
    home.write("site.json", upload(cloud.client("s3", ports), bucket, home.read("site.json")))


def upload(objects: Any, bucket: str, known: Mapping[str, str]) -> dict[str, str]:
    """Puts what differs from `known` (key → digest), then deletes what is gone; gives what is there now.

    Pages come after the assets they name, so that a page never asks for what is not there yet.
    """
    files = sorted(published(built()), key=lambda file: (file.key.endswith(".html"), file.key))
    wanted = {file.key: hashlib.sha256(file.body + file.cache_control.encode()).hexdigest() for file in files}
    for file in files:
        if known.get(file.key) != wanted[file.key]:
            objects.put_object(
                Bucket=bucket,
                Key=file.key,
                Body=file.body,
                ContentType=file.content_type,
                ContentEncoding=file.content_encoding,
                CacheControl=file.cache_control,
            )
    for key in known.keys() - wanted.keys():
        objects.delete_object(Bucket=bucket, Key=key)
    return wanted
