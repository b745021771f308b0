"""What CloudWatch would take out is taken out, and told."""

import pytest

from local.console.sanitiser import ALLOWED, sanitise
from tests.support.hostile import HOSTILE, skeleton


@pytest.mark.parametrize(
    ("markup", "kept", "told"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", ["<script>"]),
        ("<iframe src=//x><p>in</p></iframe><p>out</p>", "<p>out</p>", ["<iframe>"]),
        ("<p onclick='x()'>a</p>", "<p>a</p>", ["onclick on <p>"]),
        ("<a href='javascript:x()'>a</a>", "<a>a</a>", ["href=javascript:x() on <a>"]),
        ("<a href=' java\nscript:x()'>a</a>", "<a>a</a>", ["href= java\nscript:x() on <a>"]),
        ("<a href='https://example.com/#a'>a</a>", '<a href="https://example.com/#a">a</a>', []),
        ("<img src='https://example.com/x.png'>", "", ["<img>"]),
        ("<svg><use href='#a'/></svg>", "<svg></svg>", ["<use>"]),
        ("<svg><foreignObject><p>a</p></foreignObject></svg>", "<svg></svg>", ["<foreignobject>"]),
        ("<link rel=stylesheet href=//x><b>a</b>", "<b>a</b>", ["<link>"]),
        ("<form action='//x'><input name=a></form>", '<form><input name="a"></form>', ["action on <form>"]),
        ("<button formaction='//x'>a</button>", "<button>a</button>", ["formaction on <button>"]),
        ("<input type=image src=//x>", "<input>", ["type=image on <input>", "src on <input>"]),
        ("<rect fill='url(//x)'></rect>", "<rect></rect>", ["fill=url(//x) on <rect>"]),
        ("<rect fill='url(#a) url(//x)'></rect>", "<rect></rect>", ["fill=url(#a) url(//x) on <rect>"]),
        ("<rect fill='url(#a)'></rect>", '<rect fill="url(#a)"></rect>', []),
        ("<p style='background:url(//x)'>a</p>", "<p>a</p>", ["style=background:url(//x) on <p>"]),
        ("<p style='color:red'>a</p>", '<p style="color:red">a</p>', []),
        ("<!-- note --><p>a</p>", "<p>a</p>", ["<!-- comment -->"]),
        ("<p>a", "<p>a</p>", []),
        ("</div></main><p>a</p>", "<p>a</p>", []),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b", []),
        ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>", []),
        ("<blink>a</blink>", "a", ["<blink>"]),
        ("<script>never ended <p>a</p>", "", ["<script>"]),
    ],
)
def test_what_acts_or_comes_from_outside_is_taken_out_and_listed(markup: str, kept: str, told: list[str]) -> None:
    found = sanitise(markup)
    assert (found.html, found.stripped) == (kept, told)


def test_a_widgets_style_sheet_comes_apart() -> None:
    found = sanitise("<style>.a{color:red}</style><p class=a>a</p>")
    assert (found.css, found.html) == (".a{color:red}", '<p class="a">a</p>')


@pytest.mark.parametrize(
    "sheet",
    [
        "@import '//x';",
        "a{background:url(//x)}",
        "a{background:u/**/rl(//x)}",
        "a{background:\\75rl(//x)}",
        "a{}}b{color:red}",
        "a{",
        "a{behavior:url(x)}",
        "a{width:expression(alert(1))}",
        "</style><script>",
    ],
)
def test_a_style_sheet_that_reaches_out_is_left_out_whole(sheet: str) -> None:
    found = sanitise(f"<style>{sheet}</style><p>a</p>")
    assert "url" not in found.css
    assert found.css == "" or sheet.startswith("</style>")
    assert found.stripped


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize(
    "around", ["{}", "<p>{}</p>", '<p title="{}">a</p>', "<svg><text>{}</text></svg>", "<style>{}"]
)
def test_nothing_hostile_gets_through_wherever_it_stands(typed: str, around: str) -> None:
    found = sanitise(around.replace("{}", typed))
    left = skeleton(found.html)
    names = [name.lower() for name, _ in left.elements]
    assert set(names) <= ALLOWED
    assert not [it for _, attributes in left.elements for it in attributes if it.startswith("on")]
    assert all(address in ("call", "html") or address.startswith("https://") for address in left.addresses)
    assert "evil.example" not in found.css


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_clean_stays_so(typed: str) -> None:
    once = sanitise(typed)
    again = sanitise(once.html)
    assert (again.html, again.stripped) == (once.html, [])
