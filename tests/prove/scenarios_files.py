"""Officers open files: a code is given, looked at, and used."""

from __future__ import annotations

import functools
import io

import pikepdf
from PIL import Image

from tests.prove.scenarios import Event, Scenario, decision
from tests.support import papers
from tests.support.citizen import Citizen
from tests.support.http_client import http_event

PAGE, SHOWN = "GET /v1/files/{code}", "POST /v1/files/{code}"


def code_of(citizen: Citizen, officer: str, document: str, reason: str) -> str:
    """What the runbook's link ends in."""
    chosen = {"ApplicationId": citizen.application_id, "Document": document, "Reason": reason}
    link: str = citizen.cloud.runbooks.start(officer, "open-file", **chosen)["link"]
    return link.rpartition("/")[2]


def viewing(citizen: Citizen, officer: str, document: str, reason: str) -> Event:
    code = code_of(citizen, officer, document, reason)
    return http_event("POST", f"/v1/files/{code}", request_id="request")


@functools.cache
def scan() -> bytes:
    """A PDF of one page that a scanner has filled."""
    picture = io.BytesIO()
    Image.effect_noise((2400, 2400), 90).save(picture, "JPEG", quality=90)
    written = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        image = document.make_stream(
            picture.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=2400,
            Height=2400,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        page.obj.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
        document.save(written)
    return written.getvalue()


def submit_scan(citizen: Citizen) -> None:
    citizen.upload("ktp", scan(), "application/pdf")
    citizen.upload("old_passport", papers.pdf("old"), "application/pdf")
    citizen.cloud.pump()
    citizen.submit()


def _opens(name: str, stage: str, officer: str, document: str, reason: str) -> Scenario:
    return Scenario(
        name, "decision", stage, lambda c: decision(c, officer, "open-file", Document=document, Reason=reason)
    )


def _views(name: str, stage: str, officer: str, document: str, reason: str) -> Scenario:
    return Scenario(name, "file_viewing", stage, lambda c: viewing(c, officer, document, reason), SHOWN)


FILES = (
    _opens("open document", "submitted", "budi", "ktp", "review"),
    _opens("open grounds", "objected", "sari", "grounds", "objection"),
    Scenario(
        "look at link",
        "file_viewing",
        "",
        lambda _c: http_event("GET", f"/v1/files/{'0' * 26}", request_id="request"),
        PAGE,
    ),
    _views("view picture", "submitted", "budi", "ktp", "review"),
    _views("view pages", "scanned", "budi", "old_passport", "review"),
    _views("view large scan", "scanned", "ratna", "ktp", "review"),
    _views("view grounds", "objected", "sari", "grounds", "objection"),
    _views("view proof of payment", "disputed", "budi", "payment_receipt", "dispute"),
    Scenario(
        "view nothing",
        "file_viewing",
        "",
        lambda _c: http_event("POST", f"/v1/files/{'0' * 26}", request_id="request"),
        SHOWN,
    ),
)
