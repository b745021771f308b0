"""What CloudWatch takes out of a widget's HTML before it shows it: everything that acts, and everything from outside.

An allow-list: what is not named here goes, and is told. The style sheet comes apart, because a page must apply it
without an inline element; text and attributes are written anew, so nothing reaches the page as it came.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

TEXT = frozenset(
    "a abbr b blockquote br caption code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 "
    "h6 hr i ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td tfoot th thead "
    "time tr u ul var".split()
)
FORMS = frozenset("button fieldset form input label legend optgroup option select textarea".split())
SVG = frozenset(
    "circle defs desc ellipse g line lineargradient marker path polygon polyline radialgradient rect stop svg text "
    "title tspan".split()
)
ALLOWED = TEXT | FORMS | SVG | {"cwdb-action"}
VOID = frozenset("br col hr input".split())
#: Gone with all they hold; other unknown elements lose only their tags.
GONE_WHOLE = frozenset(
    "applet audio embed foreignobject frame frameset iframe math noembed noframes noscript object plaintext script "
    "template video xmp".split()
)
ATTRIBUTES = frozenset(
    "abbr action align autocapitalize autocomplete checked class cols colspan confirmation cx cy d datetime dir "
    "disabled display dx dy endpoint event fill fill-opacity fill-rule font-size font-weight for height href hidden id "
    "label lang list marker-end max maxlength min minlength multiple name offset open opacity pattern placeholder "
    "points preserveaspectratio r readonly rel required role rows rowspan rx ry scope selected size spellcheck step "
    "stop-color stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width style tabindex "
    "target text-anchor title transform type value viewbox width x x1 x2 y y1 y2".split()
)
#: Attributes that hold words or names: an address in them leads nowhere.
WORDS = frozenset("class confirmation endpoint for id label pattern placeholder title value".split())
#: SVG's attributes and elements that lose their meaning in lower case, as the parser gives them.
CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio", "lineargradient": "linearGradient"}
CASED |= {"radialgradient": "radialGradient"}

_ACTING_CSS = re.compile(r"url\s*\(|@import|expression\s*\(|-moz-binding|behavior\s*:|image-set\s*\(|\\", re.IGNORECASE)
_FOREIGN_URL = re.compile(r"url\((?!['\"]?#)")
_SPACE = re.compile(r"[\x00-\x20]+")


@dataclass
class Sanitised:
    """HTML without style sheets, the style sheets, and what was taken out, in words."""

    html: str = ""
    css: str = ""
    stripped: list[str] = field(default_factory=list)


def sanitise(markup: str) -> Sanitised:
    parser = _Parser()
    parser.feed(markup)
    parser.close()
    return parser.result()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._sheets: list[str] = []
        self._stripped: list[str] = []
        self._open: list[str] = []
        self._gone: list[str] = []
        self._in_style = False

    def result(self) -> Sanitised:
        if self._in_style:
            self._take_out("<style> without an end")
        self._written += [f"</{CASED.get(name, name)}>" for name in reversed(self._open)]
        css = "\n".join(sheet for sheet in self._sheets if self._is_calm(sheet))
        return Sanitised("".join(self._written), css, list(dict.fromkeys(self._stripped)))

    # ------------------------------------------------------------ what the parser finds

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._gone:
            if tag in GONE_WHOLE:
                self._gone.append(tag)
        elif tag in GONE_WHOLE:
            self._take_out(f"<{tag}>")
            self._gone.append(tag)
        elif tag == "style":
            self._in_style = True
            self._sheets.append("")
        elif tag not in ALLOWED:
            self._take_out(f"<{tag}>")
        else:
            kept = "".join(self._attribute(tag, name, value or "") for name, value in attrs)
            self._written.append(f"<{CASED.get(tag, tag)}{kept}>")
            if tag not in VOID:
                self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag == "style":
            self._in_style = False
        else:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._gone:
            if tag == self._gone[-1]:
                self._gone.pop()
        elif tag == "style":
            self._in_style = False
        elif tag in self._open:
            while (closed := self._open.pop()) != tag:
                self._written.append(f"</{CASED.get(closed, closed)}>")
            self._written.append(f"</{CASED.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if self._gone:
            return
        if self._in_style:
            self._sheets[-1] += data
        else:
            self._written.append(html.escape(data, quote=False))

    def handle_comment(self, _data: str) -> None:
        self._take_out("<!-- comment -->")

    def unknown_decl(self, _data: str) -> None:
        self._take_out("<![…]>")

    # ------------------------------------------------------------ what is kept of it

    def _attribute(self, tag: str, name: str, value: str) -> str:
        if name.startswith("on"):
            return self._without(tag, name)
        if name not in ATTRIBUTES and not name.startswith(("aria-", "data-")):
            return self._without(tag, name)
        if name == "action" and tag != "cwdb-action":
            return self._without(tag, name)
        if name == "href" and not _is_address(tag, value):
            return self._without(tag, f"{name}={value[:40]}")
        if name != "href" and (_ACTING_CSS.search(value) if name == "style" else _is_reference(tag, name, value)):
            return self._without(tag, f"{name}={value[:40]}")
        return f' {CASED.get(name, name)}="{html.escape(value)}"'

    def _without(self, tag: str, what: str) -> str:
        self._take_out(f"{what} on <{tag}>")
        return ""

    def _is_calm(self, sheet: str) -> bool:
        """Whether a style sheet reaches for nothing outside and can't close the rule it is put into."""
        if _ACTING_CSS.search(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)) or "<" in sheet:
            self._take_out("<style> that reaches outside")
            return False
        depth = 0
        for symbol in re.findall(r"[{}]", sheet):
            depth += 1 if symbol == "{" else -1
            if depth < 0:
                break
        if depth:
            self._take_out("<style> with unbalanced braces")
        return depth == 0

    def _take_out(self, what: str) -> None:
        self._stripped.append(what)


def _is_address(tag: str, value: str) -> bool:
    """Links may lead to https and within the page; nothing else may refer to anything."""
    address = _SPACE.sub("", value).lower()
    return tag == "a" and address.startswith(("https://", "#"))


def _is_reference(tag: str, name: str, value: str) -> bool:
    """Whether a plain attribute smuggles an address: `fill="url(//…)"`, an image as a button's face."""
    squeezed = _SPACE.sub("", value).lower()
    if tag == "input" and name == "type":
        return squeezed in ("image", "file")
    if name in WORDS or name.startswith(("aria-", "data-")):
        return False
    return bool(_FOREIGN_URL.search(squeezed)) or squeezed.startswith(("javascript:", "data:", "vbscript:"))
