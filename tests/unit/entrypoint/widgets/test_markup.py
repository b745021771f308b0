"""Text becomes markup in one place, and nothing typed gets out of it."""

from html import unescape

import pytest

from imigrasi.entrypoint.widgets.markup import Markup, UnsafeMarkup, join, link, tag, text
from tests.support.hostile import HOSTILE, skeleton


@pytest.mark.parametrize("typed", HOSTILE)
def test_in_content_it_stays_text(typed: str) -> None:
    assert skeleton(tag("td", typed)).elements == [("td", ())]


@pytest.mark.parametrize("typed", HOSTILE)
def test_in_an_attribute_it_stays_one_value(typed: str) -> None:
    found = skeleton(tag("input", value=typed, name="x"))
    assert found.elements == [("input", ("value", "name"))]


@pytest.mark.parametrize("typed", HOSTILE)
def test_in_a_picture_it_stays_text(typed: str) -> None:
    drawn = tag("svg", tag("title", typed), tag("text", typed, x=1), viewBox="0 0 1 1", aria_label=typed)
    assert [name for name, _ in skeleton(drawn).elements] == ["svg", "title", "text"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_escaping_twice_shows_the_escape_and_never_undoes_it(typed: str) -> None:
    assert unescape(text(str(text(typed)))) == text(typed)


def test_what_this_module_made_is_not_escaped_again() -> None:
    assert tag("p", tag("b", "a < b")) == "<p><b>a &lt; b</b></p>"


def test_hidden_characters_are_shown() -> None:
    assert text("a\u202eb\x00c") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


def test_none_and_false_leave_an_attribute_out_and_true_needs_no_value() -> None:
    assert tag("option", "a", selected=True, disabled=False, label=None) == "<option selected>a</option>"


def test_joining_puts_escaped_text_between() -> None:
    assert join("a", None, Markup("<br>"), by=" & ") == "a &amp; <br>"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://example.com", "//example.com", " https://x", ""])
def test_a_link_leads_to_https_or_is_not_made(address: str) -> None:
    with pytest.raises(UnsafeMarkup):
        link(address, "x")


@pytest.mark.parametrize("attribute", ["onclick", "onload", "style", "src", "srcdoc", "formaction"])
def test_attributes_that_act_are_not_made(attribute: str) -> None:
    with pytest.raises(UnsafeMarkup):
        tag("p", "x", **{attribute: "1"})


@pytest.mark.parametrize("name", ["p><script", "P", "", "a b"])
def test_an_elements_name_is_code(name: str) -> None:
    with pytest.raises(UnsafeMarkup):
        tag(name, "x")
