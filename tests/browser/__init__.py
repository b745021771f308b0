"""Citizens and officers in a real browser: Debian's Chromium, driven from outside.

Only pages are touched here, never the product's code: what is written on them comes from the site's own messages.
"""
