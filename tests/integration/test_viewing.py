"""Officers open documents, over the runbook and the API; the citizen sees who did. Nobody else sees anything."""

from __future__ import annotations

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image

from imigrasi.entrypoint import viewing_wiring
from tests.support import handlers, papers
from tests.support.citizen import Citizen
from tests.support.http_client import NoRoute, Reply, http_event
from tests.support.installation import RENDITIONS, VAULT
from tests.support.openings import asked, opened, refusal, viewings

GROUNDS = "Dokumen saya <b>lengkap</b> & sah."


@pytest.fixture
def applicant(citizen: Citizen) -> Citizen:
    """Somebody whose application is in review."""
    return citizen.submitted()


def picture(reply: Reply) -> Image.Image:
    """The one picture in a page."""
    [data] = re.findall(r'<img src="data:image/jpeg;base64,([^"]+)"', reply.text)
    return Image.open(io.BytesIO(base64.b64decode(data)))


# ---------------------------------------------------------------- what an officer sees


def test_a_picture_is_shown_marked_and_the_citizen_sees_who_looked(applicant: Citizen) -> None:
    reply = opened(applicant, asked(applicant))
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert picture(reply).size == (64, 40)
    for words in (applicant.application_id, "budi, petugas", "memeriksa permohonan", "<h1>KTP</h1>"):
        assert words in reply.text, words
    [seen] = viewings(applicant)
    assert seen == seen | {"officer": "budi", "role": "officer", "document": "ktp", "reason_code": "review"}
    last = applicant.view()["timeline"][-1]
    assert (last["event"], last["actor_kind"], last["reason_code"]) == ("FileViewed", "officer", "review")


def test_the_mark_is_in_the_picture_itself(applicant: Citizen) -> None:
    plain = papers.png(f"{applicant.application_id} ktp")
    shown = picture(opened(applicant, asked(applicant))).convert("RGB")
    before = Image.open(io.BytesIO(plain)).convert("RGB")
    darker = sum(a != b for a, b in zip(before.convert("L").tobytes(), shown.convert("L").tobytes(), strict=True))
    assert darker > 500


def test_a_pdf_is_answered_as_one_with_the_line_on_every_page(citizen: Citizen) -> None:
    citizen.start()
    citizen.upload("ktp", papers.pdf(), "application/pdf")
    citizen.upload("old_passport")
    citizen.cloud.pump()
    citizen.submit()
    code = asked(citizen)
    answer = handlers.handler("file_viewing")(http_event("POST", f"/v1/files/{code}"), None)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    assert answer["headers"]["content-type"] == "application/pdf"
    assert answer["headers"]["content-disposition"] == f'inline; filename="{citizen.application_id}-ktp.pdf"'
    today = citizen.cloud.clock.now() + timedelta(hours=7)
    with pikepdf.open(io.BytesIO(base64.b64decode(answer["body"]))) as shown:
        for page in shown.pages:
            drawn = b"".join(form.read_bytes() for form in page.obj.Resources.XObject.values())
            assert f"budi · {today:%d-%m-%Y}".encode("cp1252").hex().encode() in drawn


def test_what_is_too_large_is_fetched_within_a_minute_from_a_private_place(
    applicant: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing_wiring, "LARGEST_ANSWER", 100)
    reply = opened(applicant, asked(applicant))
    [address] = re.findall(r'href="(https://[^"]+)"', reply.text)
    address = address.replace("&amp;", "&")
    s3 = applicant.cloud.client("s3")
    [kept] = s3.list_object_versions(Bucket=RENDITIONS)["Versions"]
    assert kept["Key"] in address
    assert f"versionId={kept['VersionId']}" in address
    assert "X-Amz-Expires=60" in address
    assert applicant.application_id not in kept["Key"]
    assert "data:image" not in reply.text
    stored = s3.get_object(Bucket=RENDITIONS, Key=kept["Key"])
    assert stored["ServerSideEncryption"] == "aws:kms"
    assert (stored["ContentDisposition"], stored["CacheControl"]) == (
        f'inline; filename="{applicant.application_id}-ktp.jpg"',
        "no-store",
    )
    assert Image.open(io.BytesIO(stored["Body"].read())).size == (64, 40)
    s3.delete_object(Bucket=RENDITIONS, Key=kept["Key"], VersionId=kept["VersionId"])


def test_a_supervisor_reads_the_grounds_of_an_objection(citizen: Citizen) -> None:
    citizen.rejected()
    assert citizen.call("POST", "/objection", {"grounds": GROUNDS}).status == 202
    citizen.cloud.pump()
    assert refusal(citizen, "grounds", "budi", "objection") == "officer_may_not"
    assert refusal(citizen, "grounds", "sari", "review") == "no_reason_to_open"
    reply = opened(citizen, asked(citizen, "grounds", "sari", "objection"))
    assert reply.status == 200
    assert "<blockquote>Dokumen saya &lt;b&gt;lengkap&lt;/b&gt; &amp; sah.</blockquote>" in reply.text
    assert "sari, penyelia" in reply.text
    [seen] = viewings(citizen)
    assert (seen["officer"], seen["role"], seen["document"]) == ("sari", "supervisor", "grounds")


def test_an_officer_looks_at_the_proof_of_a_payment_that_is_missed(payer: Citizen) -> None:
    payer.issue_payment()
    payer.upload("payment_receipt")
    payer.cloud.pump()
    assert refusal(payer, "ktp", "budi", "dispute") == "no_reason_to_open"
    reply = opened(payer, asked(payer, "payment_receipt", "budi", "dispute"))
    assert picture(reply).size == (64, 40)
    assert "mencari pembayaran" in reply.text


def test_english_for_who_wants_it(applicant: Citizen) -> None:
    code = asked(applicant)
    page = applicant.cloud.http.call("GET", f"/v1/files/{code}", query={"language": "en"})
    assert 'action="?language=en"' in page.text
    reply = opened(applicant, code, query={"language": "en"})
    assert "budi, officer" in reply.text


# ---------------------------------------------------------------- once, and for nobody else


def test_looking_at_the_link_uses_nothing_up(applicant: Citizen) -> None:
    code = asked(applicant)
    version = applicant.view()["version"]
    pages = [applicant.cloud.http.call("GET", f"/v1/files/{code}") for _ in range(5)]
    assert {page.status for page in pages} == {200}
    assert applicant.view()["version"] == version
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
        with pytest.raises(NoRoute):
            applicant.cloud.http.call(method, f"/v1/files/{code}")
    assert opened(applicant, code).status == 200


def test_the_page_says_nothing_of_the_code(applicant: Citizen) -> None:
    known = applicant.cloud.http.call("GET", f"/v1/files/{asked(applicant)}")
    unknown = applicant.cloud.http.call("GET", "/v1/files/nonsense")
    assert (known.status, known.headers, known.text) == (unknown.status, unknown.headers, unknown.text)
    assert applicant.application_id not in known.text


def test_every_answer_is_private(applicant: Citizen) -> None:
    code = asked(applicant)
    asking = applicant.cloud.http.call("GET", f"/v1/files/{code}")
    for reply in (asking, opened(applicant, code), opened(applicant, code)):
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in reply.headers["x-robots-tag"]
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script" not in policy
        assert "<script" not in reply.text
        assert "http://" not in reply.text


def dead_links(citizen: Citizen) -> dict[str, str]:
    """Codes that open nothing, by why."""
    used = asked(citizen)
    opened(citizen, used)
    return {
        "used": used,
        "guessed": "0" * 26,
        "of another alphabet": "U" * 26,
        "too short": "0" * 25,
        "a path": "..%2F..%2Fetc%2Fpasswd",
        "a digest": "0" * 64,
        "the application": citizen.application_id,
        "the access key": citizen.access_key,
        "long": "A" * 4_000,
        "empty": "%20",
        "null": "%00",
        "unicode": "%F0%9F%98%80",
    }


def test_whatever_is_wrong_with_a_code_is_told_in_the_same_words(applicant: Citizen) -> None:
    replies = {why: opened(applicant, code) for why, code in dead_links(applicant).items()}
    told = {(reply.status, reply.text, str(sorted(reply.headers.items()))) for reply in replies.values()}
    assert len(told) == 1
    [(status, text, _)] = told
    assert (status, applicant.application_id in text) == (404, False)
    assert len(viewings(applicant)) == 1


def test_a_code_lives_for_five_minutes(applicant: Citizen) -> None:
    early, late = asked(applicant), asked(applicant)
    applicant.cloud.clock.advance(minutes=4, seconds=58)
    assert opened(applicant, early).status == 200
    applicant.cloud.clock.advance(seconds=5)
    assert opened(applicant, late).status == 404
    assert len(viewings(applicant)) == 1


def test_a_code_dies_when_the_application_moves_on(applicant: Citizen) -> None:
    code = asked(applicant)
    applicant.decided("budi", "clear", "complete")
    assert opened(applicant, code).status == 404
    assert viewings(applicant) == []


def test_a_code_dies_when_the_citizen_withdraws(applicant: Citizen) -> None:
    code = asked(applicant)
    assert applicant.call("POST", "/withdrawal").status == 202
    assert opened(applicant, code).status == 404


def test_a_replaced_document_is_opened_by_no_old_code(payer: Citizen) -> None:
    payer.issue_payment()
    payer.upload("payment_receipt", papers.png("first"))
    payer.cloud.pump()
    code = asked(payer, "payment_receipt", "budi", "dispute")
    payer.upload("payment_receipt", papers.png("second"))
    payer.cloud.pump()
    assert opened(payer, code).status == 404
    assert opened(payer, asked(payer, "payment_receipt", "budi", "dispute")).status == 200


def test_a_purged_document_is_gone(applicant: Citizen) -> None:
    code = asked(applicant)
    s3 = applicant.cloud.client("s3")
    for version in s3.list_object_versions(Bucket=VAULT, Prefix=applicant.application_id)["Versions"]:
        s3.delete_object(Bucket=VAULT, Key=version["Key"], VersionId=version["VersionId"])
    assert opened(applicant, code).status == 404
    assert viewings(applicant) == []


def test_thirty_two_at_once_open_it_once(applicant: Citizen) -> None:
    code = asked(applicant)
    with ThreadPoolExecutor(32) as many:
        replies = list(many.map(lambda _: opened(applicant, code).status, range(32)))
    assert sorted(replies) == [200] + [404] * 31
    assert len(viewings(applicant)) == 1


def test_without_the_origins_secret_nothing_opens(applicant: Citizen) -> None:
    code = asked(applicant)
    assert opened(applicant, code, headers={"x-origin-secret": "wrong"}).status == 403
    assert opened(applicant, code).status == 200
