"""The one page of the console; everything in it is filled by its script."""

from html import escape

from local.console.words import texts


def page(language: str) -> str:
    words = texts(language)
    other = "en" if language == "id" else "id"
    say = {key: escape(str(text)) for key, text in words.items()}
    return f"""<!doctype html>
<html lang="{language}" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{say["title"]} · {say["office"]}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/console.css">
<script type="module" src="/console.js"></script>
</head>
<body>
<a class="skip" href="#main">{say["skip"]}</a>
<header class="top">
<div class="name"><span class="office">{say["office"]}</span><span class="title">{say["title"]}</span></div>
<div class="tools">
<div class="who"><label for="officer">{say["as"]}</label><select id="officer"></select></div>
<button type="button" class="button" id="theme">{say["theme.dark"]}</button>
<a class="button" id="language" href="/?lang={other}" lang="{other}" hreflang="{other}">{say["language"]}</a>
</div>
</header>
<nav class="parts" aria-label="{say["nav"]}"><ul id="parts"></ul></nav>
<main id="main" tabindex="-1"><p>{say["loading"]}</p></main>
<footer><p>{say["what"]}</p></footer>
<p class="hidden" role="status" aria-live="polite" id="said"></p>
<noscript><p>JavaScript</p></noscript>
</body>
</html>
"""
