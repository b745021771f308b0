"""A browser without JavaScript: one page, one post, one page back; then on with number and key."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tests.support.http_client import Reply
from tests.support.outside import problem
from tests.support.visitor import Visitor, expect

FORM = "/v1/forms/passport-renewal"
NUMBER = re.compile(r"LBG-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
ACCESS_KEY = re.compile(r"\b[A-Z2-7]{26}\b")


def blank(visitor: Visitor) -> str:
    """The key of a fresh form."""
    page = expect(visitor.api.call("GET", FORM), 200)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    key = re.search(r'name="?form_key"? value="?([^">\s]+)', page.text)
    assert key is not None, page.text
    return key[1]


def post(visitor: Visitor, form_key: str, *, origin: str | None = None, **changes: str) -> Reply:
    person = visitor.person
    answers = {name: str(value) for name, value in person.answers(accelerated="no").items()}
    fields = {"form_key": form_key, **person.applicant(), **answers, **changes}
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "origin": origin or visitor.cloud.outputs["site_url"],
    }
    return visitor.api.call("POST", FORM, raw=urlencode(fields).encode(), headers=headers)


def take_over(visitor: Visitor, page: str) -> Visitor:
    number, key = NUMBER.search(page), ACCESS_KEY.search(page)
    assert number is not None, page
    assert key is not None, page
    visitor.application_id, visitor.access_key = number[0], key[0]
    return visitor


def test_number_and_key_from_the_page_lead_on(visitor: Visitor) -> None:
    done = expect(post(visitor, blank(visitor)), 200)
    take_over(visitor, done.text)
    assert done.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in done.headers["content-security-policy"]
    draft = expect(visitor.call("GET", "/draft"), 200).json
    assert (draft["applicant"]["nik"], draft["answers"]["validity_years"]) == (visitor.person.nik, 5)
    assert visitor.upload_all().submit() == "submitted"


def test_a_page_sent_twice_makes_one_application(visitor: Visitor) -> None:
    key = blank(visitor)
    first = take_over(visitor, expect(post(visitor, key), 200).text).application_id
    assert take_over(visitor, expect(post(visitor, key), 200).text).application_id == first
    assert blank(visitor) != key


def test_a_form_of_another_site_is_refused(visitor: Visitor) -> None:
    for foreign in ("https://evil.example", "null"):
        problem(post(visitor, blank(visitor), origin=foreign), 403, "origin_foreign")


def test_a_form_key_is_as_hard_to_guess_as_any(visitor: Visitor) -> None:
    problem(post(visitor, "1234"), 400, "idempotency_key_invalid")


def test_what_was_typed_is_never_markup(visitor: Visitor) -> None:
    page = expect(post(visitor, blank(visitor), full_name='"><script>alert(1)</script>', sex="neither"), 422).text
    assert NUMBER.search(page) is None, "there is a fault to correct"
    assert "<script" not in page
    assert "&lt;script&gt;" in page
