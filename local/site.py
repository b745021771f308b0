"""Builds the site and publishes it to its bucket, only what has changed."""

import hashlib
import mimetypes
import shutil
from typing import Any

from local import cloud, published_catalogue
from local.home import ROOT, Home, Ports

BUILT = ROOT / "web" / "dist"


def build() -> None:
    """Builds the site: its pages are plain files, the catalogue is published as data beside them."""
    shutil.copytree(ROOT / "web" / "pages", BUILT, dirs_exist_ok=True)
    published_catalogue.write(BUILT / "catalogue")


def publish(home: Home, ports: Ports) -> None:
    """Brings the local site's bucket up to date."""
    bucket = home.read("deployed.json")["outputs"]["SiteBucket"]
    home.write("site.json", upload(cloud.client("s3", ports), bucket, home.read("site.json")))


def upload(objects: Any, bucket: str, published: dict[str, str]) -> dict[str, str]:
    """Puts what differs from `published` (key → digest) and deletes what is gone; gives what is there now."""
    wanted = {
        path.relative_to(BUILT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(BUILT.rglob("*"))
        if path.is_file()
    }
    for key in wanted:
        if published.get(key) != wanted[key]:
            kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
            text = "; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else ""
            body = (BUILT / key).read_bytes()
            objects.put_object(Bucket=bucket, Key=key, Body=body, ContentType=kind + text)
    for key in published.keys() - wanted.keys():
        objects.delete_object(Bucket=bucket, Key=key)
    return wanted
