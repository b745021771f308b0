"""Modules are made into files without losing or doubling anything."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from web import bundle
from web.bundle import Bundle, BundleError
from web.language import PARTS


def _module(folder: Path, name: str, source: str) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(source)
    return file


def test_modules_come_in_the_order_they_need_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "SCRIPTS", tmp_path)
    _module(tmp_path, "core/say.js", "export const say = 1;\n")
    _module(tmp_path, "page/one.js", 'import { two } from "./two.js";\nexport const one = two;\n')
    _module(tmp_path, "page/two.js", 'import { say } from "../core/say.js";\nexport const two = say;\n')
    _module(
        tmp_path, "page.js", 'import { one } from "./page/one.js";\nimport { two } from "./page/two.js";\none(two);\n'
    )
    made = bundle.page_bundle("page")
    assert made.text("core.1.js") == 'import{say}from"./core.1.js";const two=say;const one=two;one(two);'


def test_two_modules_of_one_file_may_not_declare_the_same_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "SCRIPTS", tmp_path)
    _module(tmp_path, "page/one.js", "export const show = 1;\n")
    _module(tmp_path, "page.js", 'import { show } from "./page/one.js";\nfunction show() {}\n')
    with pytest.raises(BundleError, match="show is already declared"):
        bundle.page_bundle("page")


def test_a_package_from_elsewhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "SCRIPTS", tmp_path)
    _module(tmp_path, "page.js", 'import React from "react";\n')
    with pytest.raises(BundleError, match="only named imports"):
        bundle.page_bundle("page")


def test_words_come_before_the_code_that_says_them() -> None:
    made = Bundle("say('a');", ("say",))
    assert made.text("core.js", {"a": "x"}) == 'import{learn,say}from"./core.js";learn({"a":"x"});say(\'a\');'


def test_every_file_is_a_script_that_a_browser_accepts(site: dict[str, bytes], tmp_path: Path) -> None:
    for path, content in site.items():
        if path.endswith(".js"):
            file = tmp_path / Path(path).with_suffix(".mjs").name
            file.write_bytes(content)
            node = Path(sys.executable).with_name("node")
            done = subprocess.run([node, "--check", file], capture_output=True, text=True, check=False)
            assert done.returncode == 0, (path, done.stderr)


def test_what_a_file_imports_is_there(site: dict[str, bytes]) -> None:
    for path, content in site.items():
        for name in re.findall(r'from"\./([^"]+)"', content.decode()) if path.startswith("aset/") else []:
            assert f"aset/{name}" in site


def test_every_part_of_the_sources_is_fetched_by_some_page() -> None:
    sources = {path.stem for path in (bundle.SCRIPTS / "parts").glob("*.js")}
    assert sources == {part for parts in PARTS.values() for part in parts}
