"""The look of widgets: the office's tokens, in the dashboard's own theme. No image, no font, no address."""

_LIGHT = {
    "paper": "#FFFFFF", "surface": "#F4F6F3", "ink": "#17211C", "quiet": "#4A5750", "pine": "#0B5D4B",
    "on-pine": "#FFFFFF", "border": "#7C8A83", "hair": "#D5DCD7", "focus": "#FFD166", "done": "#1E6B3A",
    "warn": "#8A5A00", "wrong": "#B3261E",
}  # fmt: skip
_DARK = {
    "paper": "#0F1714", "surface": "#18231E", "ink": "#E7EFEA", "quiet": "#A9B8B0", "pine": "#63D2B4",
    "on-pine": "#0F1714", "border": "#6B7A73", "hair": "#2C3933", "focus": "#FFD166", "done": "#8AD8A0",
    "warn": "#FFD166", "wrong": "#FF8A80",
}  # fmt: skip

_RULES = """
.imi{background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;padding:8px 12px 16px;text-align:left}
.imi *{box-sizing:border-box}
.imi h3{font-size:1.125rem;line-height:1.3;margin:20px 0 8px;font-weight:600;color:var(--ink)}
.imi h3:first-child{margin-top:4px}
.imi h4{font-size:1rem;margin:16px 0 4px;font-weight:600;color:var(--ink)}
.imi p{margin:4px 0 8px;max-width:65ch;color:var(--ink)}
.imi .imi-quiet{color:var(--quiet)}
.imi .imi-rows{list-style:none;margin:0;padding:0;border-top:1px solid var(--hair)}
.imi .imi-rows li{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:flex-start;padding:10px 0;\
border-bottom:1px solid var(--hair)}
.imi .imi-cell{flex:1 1 12rem;min-width:0;overflow-wrap:anywhere}
.imi .imi-act{flex:0 0 auto;margin-left:auto}
.imi .imi-date{white-space:nowrap}
.imi .imi-number{font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.imi .imi-long{white-space:normal;overflow-wrap:anywhere}
.imi .imi-count{color:var(--quiet);font-weight:400}
.imi .imi-done{color:var(--done)}.imi .imi-warn{color:var(--warn)}.imi .imi-wrong{color:var(--wrong)}
.imi .imi-notice{border-left:4px solid var(--border);background:var(--surface);padding:8px 12px;margin:8px 0}
.imi .imi-notice.imi-warn{border-color:var(--warn)}.imi .imi-notice.imi-wrong{border-color:var(--wrong)}
.imi .imi-notice p{margin:0}
.imi .btn,.imi .imi-link{display:inline-block;min-height:44px;padding:9px 14px;border:1px solid var(--border);\
border-radius:6px;background:var(--paper);color:var(--pine);font:inherit;text-decoration:none;cursor:pointer}
.imi .btn-primary{background:var(--pine);border-color:var(--pine);color:var(--on-pine)}
.imi .btn:focus-visible,.imi .imi-link:focus-visible,.imi input:focus-visible,.imi select:focus-visible{\
outline:3px solid var(--focus);outline-offset:0;box-shadow:0 0 0 5px var(--ink)}
.imi label{display:block;margin:8px 0 0;font-weight:600;color:var(--ink)}
.imi input,.imi select{font:inherit;margin:4px 0 0;min-height:44px;width:100%;font-weight:400;\
padding:8px 12px;border:1px solid var(--border);\
border-radius:6px;background:var(--paper);color:var(--ink)}
.imi .imi-row{display:flex;flex-wrap:wrap;gap:8px;align-items:end;margin:0 0 8px}
.imi code{font:.9em ui-monospace,monospace;background:var(--surface);color:var(--ink);padding:1px 4px;border-radius:4px}
.imi dl{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);margin:0;gap:0 12px}
.imi dt,.imi dd{margin:0;padding:6px 0;border-bottom:1px solid var(--hair);overflow-wrap:anywhere}
.imi dt{color:var(--quiet)}
.imi ol.imi-time{list-style:none;margin:0;padding:0 0 0 4px}
.imi ol.imi-time li{border-left:2px solid var(--border);padding:0 0 12px 16px;position:relative}
.imi ol.imi-time li:last-child{border-color:transparent}
.imi ol.imi-time li::before{content:"";position:absolute;left:-6px;top:7px;width:10px;height:10px;border-radius:50%;\
background:var(--paper);border:2px solid var(--pine)}
.imi svg{display:block;max-width:100%;height:auto}
.imi svg text{font:13px system-ui,sans-serif;fill:var(--ink)}
.imi .imi-row>label{flex:0 1 22rem;min-width:0}
.imi svg text.imi-here{fill:#17211C;font-weight:600}
.imi .imi-signs{display:flex;flex-wrap:wrap;gap:16px 48px;margin:32px 0 0}
.imi .imi-signs div{flex:1 1 12rem}
.imi .imi-sign{border-top:1px solid var(--ink);margin-top:72px;padding-top:4px}
@media print{@page{size:A4;margin:20mm}.imi{background:none;padding:0}.imi .btn,.imi .imi-link{display:none}\
.imi .imi-letter,.imi .imi-letter *{color:#000}.imi .imi-signs{break-inside:avoid}}
"""


def _variables(tokens: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in tokens.items())


def stylesheet() -> str:
    """The whole sheet, the same for every widget of a page; constant, so nothing from outside is ever in it."""
    return f".imi-light{{{_variables(_LIGHT)}}}.imi-dark{{{_variables(_DARK)}}}{_RULES}"
