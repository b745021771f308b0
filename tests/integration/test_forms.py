"""The form for browsers without JavaScript."""

from __future__ import annotations

import gzip
import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.citizen import Citizen
from tests.support.http_client import Reply
from tests.support.installation import SITE
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person
from tests.support.zones import passport_of

PATH = "/v1/forms/passport-renewal"
FIELDS = Person().applicant() | {
    "validity_years": "5",
    "accelerated": "no",
    "old_passport_number": "X1234567",
    "old_passport_issued_on": "2021-05-06",
}


def blank(cloud: MotoCloud, **query: str) -> Reply:
    return cloud.http.call("GET", PATH, query=query or None)


def form_key(page: str) -> str:
    (key,) = re.findall(r'name="form_key" value="([^"]+)"', page)
    return str(key)


def post(cloud: MotoCloud, fields: dict[str, Any], **headers: str) -> Reply:
    sent = {"content-type": "application/x-www-form-urlencoded", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return cloud.http.call("POST", PATH, raw=urlencode(fields).encode(), headers=sent)


def filled(cloud: MotoCloud, **changes: Any) -> dict[str, Any]:
    return {"form_key": form_key(blank(cloud).text), "language": "id", **FIELDS, **changes}


def kept(page: str) -> list[str]:
    """Number and access key, as shown."""
    return [html.unescape(found) for found in re.findall(r"class=kept>([^<]+)<", page)]


def test_a_form_has_a_fresh_key_that_nobody_keeps(cloud: MotoCloud) -> None:
    first, second = blank(cloud), blank(cloud)
    assert (first.status, first.headers["cache-control"]) == (200, "no-store")
    assert form_key(first.text) != form_key(second.text)


def test_a_form_runs_no_script_and_tells_no_one_where_it_was(cloud: MotoCloud) -> None:
    reply = blank(cloud)
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in reply.text


@pytest.mark.parametrize(("language", "word"), [("id", "Penggantian paspor"), ("en", "Passport renewal")])
def test_a_form_speaks_both_languages(cloud: MotoCloud, language: str, word: str) -> None:
    assert word in blank(cloud, language=language).text


def test_a_posted_form_is_a_draft_with_number_and_key(cloud: MotoCloud) -> None:
    reply = post(cloud, filled(cloud))
    number, key = kept(reply.text)
    citizen = Citizen(cloud, application_id=number, access_key=key)
    assert (reply.status, reply.headers["cache-control"], citizen.status) == (200, "no-store", "draft")
    draft = citizen.call("GET", "/draft").json
    assert draft["applicant"] == Person().applicant()
    assert draft["answers"] == Person().answers()


def test_a_reloaded_page_is_the_same_application(cloud: MotoCloud) -> None:
    fields = filled(cloud)
    assert kept(post(cloud, fields).text) == kept(post(cloud, fields).text)


def test_an_unfinished_form_is_kept_as_a_draft_that_tells_what_is_missing(cloud: MotoCloud) -> None:
    reply = post(cloud, {"form_key": form_key(blank(cloud).text), "full_name": "Contoh"})
    assert reply.status == 200
    assert "Nomor paspor lama" in reply.text


ZONE = passport_of(Person()).td3()


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (ZONE.replace("\n", "\r\n"), None),
        (ZONE.replace("X1234567", "X1234568"), "salah ketik, di bagian nomor paspor"),
        (ZONE.replace("260506", "26O5O6"), "Mungkin maksud Anda: " + html.escape(ZONE.replace("\n", " / "))),
        ("X1234567", "biasanya masing-masing 44 tanda"),
        ("<script>alert(1)</script>", "biasanya masing-masing 44 tanda"),
    ],
)
def test_mistyped_lines_of_the_old_passport_are_kept_and_pointed_out(
    zone: str, said: str | None, cloud: MotoCloud
) -> None:
    reply = post(cloud, filled(cloud, old_passport_mrz=zone))
    number, key = kept(reply.text)
    draft = Citizen(cloud, application_id=number, access_key=key).call("GET", "/draft").json
    assert (reply.status, draft["answers"]["old_passport_mrz"]) == (200, zone)
    assert ('class="note"' in reply.text) is (said is not None)
    assert said is None or said in reply.text
    assert "<script" not in reply.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
        {"origin": SITE + ".evil.example.com"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_form_posted_from_another_site_is_refused(cloud: MotoCloud, headers: dict[str, str]) -> None:
    assert post(cloud, filled(cloud), **headers).status == 403
    assert cloud.items("APP#") == []


def test_a_form_posted_from_our_own_site_is_taken(cloud: MotoCloud) -> None:
    assert post(cloud, filled(cloud), origin=SITE, sec_fetch_site="same-origin").status == 200


def test_what_was_typed_comes_back_escaped(cloud: MotoCloud) -> None:
    attack = '"><script>alert(1)</script>'
    reply = post(cloud, filled(cloud, email=attack, full_name="'><img src=x onerror=alert(1)>"))
    assert reply.status == 422
    assert "<script" not in reply.text
    assert "<img" not in reply.text
    assert html.escape(attack) in reply.text


@pytest.mark.parametrize("key", ["", "1", "retry", "A" * 26])
def test_a_form_without_its_key_starts_nothing(cloud: MotoCloud, key: str) -> None:
    assert post(cloud, filled(cloud, form_key=key)).status in (400, 422)
    assert cloud.items("APP#") == []


NO_FORMS = [b"%", b"a=1&a=2", b"\xff=\xff", b"a=%ff", gzip.compress(b"a=1"), b"&".join(b"a%d=1" % n for n in range(61))]


@pytest.mark.parametrize("raw", NO_FORMS, ids=range(len(NO_FORMS)))
def test_a_body_that_is_no_form_is_refused(cloud: MotoCloud, raw: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = cloud.http.call("POST", PATH, raw=raw, headers=headers)
    assert (reply.status, reply.code) == (400, "body_malformed")
    assert "form" in reply.json["title"]


@pytest.mark.parametrize("length", [20_001, 10_000_000])
def test_a_form_that_is_too_large_is_refused(cloud: MotoCloud, length: int) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = cloud.http.call("POST", PATH, raw=b"a=" + b"1" * (length - 2), headers=headers)
    assert (reply.status, reply.code) == (413, "body_too_large")
    assert cloud.items("APP#") == []


def test_a_form_of_an_unknown_service_is_refused(cloud: MotoCloud) -> None:
    assert cloud.http.call("GET", "/v1/forms/passport-for-cats").code == "service_unknown"
