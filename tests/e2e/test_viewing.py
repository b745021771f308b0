"""Officers open documents on the running cloud: roles enforced, storage and distribution in between."""

from __future__ import annotations

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf
import pytest
import urllib3
from PIL import Image

from tests.prove.scenarios_files import scan
from tests.support import papers
from tests.support.desk import Desk
from tests.support.local_cloud import LocalCloud
from tests.support.outside import TIMEOUT
from tests.support.visitor import Visitor, expect

GROUNDS = "Dokumen saya <b>lengkap</b>."


def link(visitor: Visitor, document: str = "ktp", officer: str = "budi", reason: str = "review") -> str:
    about = ("--application", visitor.application_id, "--document", document, "--reason", reason)
    told = visitor.cloud.command("officer", "file", "open", *about, "--officer", officer)
    assert told["officer"] == officer
    return str(told["link"])


def refused(visitor: Visitor, document: str, officer: str, reason: str) -> str:
    about = ("--application", visitor.application_id, "--document", document, "--reason", reason)
    return visitor.cloud.refused("officer", "file", "open", *about, "--officer", officer)


def ask(method: str, address: str, **headers: str) -> urllib3.BaseHTTPResponse:
    """As a browser's address bar or button does it; nothing is followed."""
    return urllib3.request(method, address, headers=headers, retries=False, redirect=False, timeout=TIMEOUT)


def picture(answer: urllib3.BaseHTTPResponse) -> Image.Image:
    [data] = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', answer.data.decode())
    return Image.open(io.BytesIO(base64.b64decode(data)))


def looks(visitor: Visitor) -> list[tuple[Any, ...]]:
    return [(row["officer"], row["document"], row["reason_code"]) for row in visitor.view()["accessed_by"]]


@pytest.fixture(scope="module")
def submitted(local_cloud: LocalCloud) -> Visitor:
    return Visitor(local_cloud).submitted()


def test_a_document_is_opened_once_and_the_citizen_sees_by_whom(visitor: Visitor) -> None:
    visitor.submitted()
    address = link(visitor)
    assert address.startswith(f"{visitor.cloud.outputs['site_url']}/v1/files/")
    for method in ("GET", "HEAD", "GET", "OPTIONS", "PUT", "DELETE", "PATCH"):
        answer = ask(method, address, **{"Sec-Purpose": "prefetch"})
        assert (answer.status == 200) == (method == "GET"), method
    assert looks(visitor) == []
    shown = ask("POST", address, Origin="null")
    assert shown.status == 200
    assert picture(shown).size == (64, 40)
    for name, value in {"cache-control": "no-store", "referrer-policy": "no-referrer"}.items():
        assert shown.headers[name] == value
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert looks(visitor) == [("budi", "ktp", "review")]
    assert visitor.view()["timeline"][-1]["event"] == "FileViewed"
    again = ask("POST", address)
    unknown = ask("POST", f"{address[:-26]}{'0' * 26}")
    assert (again.status, again.data) == (unknown.status, unknown.data)
    assert again.status == 404
    assert len(looks(visitor)) == 1
    assert visitor.cloud.command("audit", "verify", visitor.application_id)["ok"]


def test_several_at_once_open_it_once(visitor: Visitor) -> None:
    """Each in a process of its own; thirty-two at once are tried on moto, where a process is not started for each."""
    visitor.submitted()
    address = link(visitor)
    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(lambda _: ask("POST", address).status, range(8)))
    assert sorted(answers) == [200] + [404] * 7
    assert looks(visitor) == [("budi", "ktp", "review")]


def test_a_pdf_is_shown_as_one_and_a_large_one_from_a_private_address(visitor: Visitor) -> None:
    visitor.start()
    announced = {"content_type": "application/pdf", "preferred_chunk_size": 512 * 1024}
    for kind, content in (("ktp", scan()), ("old_passport", papers.pdf())):
        assert visitor.verdict(visitor.upload(kind, content, **announced))["status"] == "accepted"
    visitor.submit()
    visitor.reaches("submitted")
    small = ask("POST", link(visitor, "old_passport"))
    assert (small.status, small.headers["content-type"]) == (200, "application/pdf")
    assert small.headers["content-disposition"] == f'inline; filename="{visitor.application_id}-old_passport.pdf"'
    assert marked(small.data) == 1
    large = ask("POST", link(visitor, "ktp"))
    assert large.status == 200
    [address] = re.findall(r'class="button" href="([^"]+)"', large.data.decode())
    address = address.replace("&amp;", "&")
    fetched = ask("GET", address)
    assert (fetched.status, fetched.headers["content-type"]) == (200, "application/pdf")
    assert fetched.headers["content-disposition"].startswith("inline")
    assert len(fetched.data) > 4_000_000
    assert marked(fetched.data) == 1
    unsigned = ask("GET", address.partition("?")[0])
    assert unsigned.status == 403
    assert looks(visitor) == [("budi", "old_passport", "review"), ("budi", "ktp", "review")]


def marked(content: bytes) -> int:
    """Pages on which the officer's name stands."""
    name = "budi · ".encode("cp1252").hex().encode()
    with pikepdf.open(io.BytesIO(content)) as shown:
        return sum(any(name in drawn.read_bytes() for drawn in forms(page)) for page in shown.pages)


def forms(page: pikepdf.Page) -> list[Any]:
    return [drawn for drawn in page.obj.Resources.XObject.values() if drawn.Subtype == "/Form"]


def test_the_supervisor_reads_the_grounds_of_an_objection(visitor: Visitor) -> None:
    visitor.submitted()
    visitor.decided("budi", "reject", "not_eligible")
    expect(visitor.call("POST", "/objection", {"grounds": GROUNDS}), 202)
    assert refused(visitor, "grounds", "budi", "objection") == "officer_may_not"
    shown = ask("POST", link(visitor, "grounds", "sari", "objection"))
    assert shown.status == 200
    assert "Dokumen saya &lt;b&gt;lengkap&lt;/b&gt;." in shown.data.decode()
    assert looks(visitor) == [("sari", "grounds", "objection")]


def test_who_may_not_and_what_is_not_there(submitted: Visitor) -> None:
    assert refused(submitted, "ktp", "agus", "review") == "AccessDeniedException"
    assert refused(submitted, "kk", "budi", "review") == "document_unknown"
    assert refused(submitted, "grounds", "sari", "objection") == "no_reason_to_open"
    assert refused(submitted, "ktp", "budi", "identity") == "no_reason_to_open"
    assert refused(submitted, "ktp", "budi", "because") == "InvalidAutomationExecutionParametersException"
    assert refused(submitted, "../vault", "budi", "review") == "InvalidAutomationExecutionParametersException"
    assert looks(submitted) == []


@pytest.mark.parametrize(
    "code", ["x", "0" * 26, "%2e%2e%2f%2e%2e%2fetc", "..%5c", "%00", "A" * 5_000, "%F0%9F%98%80", "0" * 26 + "/", ";"]
)
def test_a_guess_opens_nothing(local_cloud: LocalCloud, code: str) -> None:
    answer = ask("POST", f"{local_cloud.outputs['site_url']}/v1/files/{code}")
    assert answer.status in (400, 404, 413, 414)
    assert b"LBG-" not in answer.data


def test_a_code_that_is_five_minutes_old_opens_nothing(visitor: Visitor, local_cloud: LocalCloud) -> None:
    visitor.submitted()
    address = link(visitor)
    local_cloud.advance("6m")
    assert ask("POST", address).status == 404
    assert looks(visitor) == []


def test_the_api_itself_opens_nothing(submitted: Visitor, local_cloud: LocalCloud) -> None:
    code = link(submitted).rpartition("/")[2]
    assert local_cloud.execute_api.call("POST", f"/v1/files/{code}").status == 403


def test_the_console_offers_the_form_and_shows_the_link(submitted: Visitor, local_cloud: LocalCloud) -> None:
    budi = Desk(local_cloud, "budi")
    done = budi.run(submitted.application_id, "open-file old_passport")
    assert done["status"] == "Success", done
    [payload] = done["steps"][-1]["outputs"]["Payload"]
    [address] = re.findall(r'"link": "([^"]+)"', payload)
    assert ask("POST", address).status == 200
