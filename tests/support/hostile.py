"""What strangers type to make an officer's page do something: one corpus for every place that shows text."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

#: Contexts: content, attribute, address, style sheet, SVG, comment, the action's JSON, and the eye itself.
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "` onclick=`alert(1)`",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "<a href=javascript:alert(1)>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "<style>*{background:url(//evil.example)}</style>",
    "</style><script>alert(1)</script>",
    "}*{background:url(//evil.example)}",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=//evil.example></iframe>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><button formaction=javascript:alert(1)>x</button></form>",
    '<cwdb-action action="call" endpoint="arn:aws:lambda:x:1:function:decision">{}</cwdb-action>',
    '</cwdb-action><cwdb-action action="html" display="widget"><script>alert(1)</script></cwdb-action>',
    '{"widget": "queue"}, "x": "</cwdb-action>"',
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "\\u003cscript\\u003e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<x onpointerenter=alert(1)>x</x>",
    "<details open ontoggle=alert(1)>",
    "{{7*7}} ${7*7} <%= 7*7 %> {words} {0} %s",
    "\u202egnp.tropsap\u202c",
    "nama\u200b\u200d\ufeff",
    "a\x00b\x08c\x1b[31m",
    "\ud800"[:0] + "𝕾𝖎𝖙𝖎 🧕🏽",
    "Ω≈ç√∫˜µ≤≥÷ ﷽",
    "a" * 200,
    "' OR 1=1 --",
    "../../../../etc/passwd",
)


class Skeleton(HTMLParser):
    """An HTML text's elements and attribute names, without any of its values."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.comments = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href", "action")]

    def handle_comment(self, data: str) -> None:
        self.comments += 1

    def names(self) -> Iterator[str]:
        """Every element's and attribute's name."""
        for tag, attributes in self.elements:
            yield tag
            yield from attributes


def skeleton(markup: str) -> Skeleton:
    found = Skeleton()
    found.feed(markup)
    found.close()
    return found
