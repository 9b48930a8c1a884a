"""How style sheets and scripts are joined when static files are collected."""

import re
import subprocess
from pathlib import Path

import playwright
import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from boards.templatetags import ui
from boardsite.bundles import SCRIPTS, STYLES, CannotBeJoinedError, bundles, imports, in_order, join_styles, wrapped
from boardsite.storage import StaticStorage

# Comes with Playwright, so that no test waits for a machine that has one of its own.
NODE = Path(playwright.__file__).parent / "driver" / "node"
SMALL = {
    "js/a.js": 'import { b as named } from "./b.js";\nimport "./c.js";\nresult.push(named());',
    "js/b.js": 'import { c } from "./c.js";\nexport const b = () => `b${c}`;',
    "js/c.js": 'export const c = "c";\nresult.push(c);',
}


def source(path):
    return Path(finders.find(path)).read_text()


def test_files_come_after_what_they_import_and_once():
    assert in_order(["js/a.js", "js/b.js"], SMALL.get) == ["js/c.js", "js/b.js", "js/a.js"]


def test_circle_of_imports_is_refused():
    circle = {"js/a.js": 'import "./b.js";', "js/b.js": 'import "./a.js";'}
    with pytest.raises(CannotBeJoinedError, match=r"js/a\.js imports itself, by way of js/b\.js"):
        in_order(["js/a.js"], circle.get)


def test_imports_over_several_lines_are_known():
    text = 'import {\n  one,\n  two as second,\n} from "./x.js";\nimport "./y.js";'
    assert imports(text) == ["x.js", "y.js"]
    assert re.sub(r"\s+", " ", wrapped("js/a.js", text)).count('const { one, two: second, } = modules["x.js"];') == 1


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("export function act(form) {}", "act"),
        ("export async function act(form) {}", "act"),
        ("export const act = 1;", "act"),
        ("export class Act {}", "Act"),
    ],
)
def test_exports_are_returned(line, name):
    text = wrapped("js/a.js", line)
    assert line.removeprefix("export ") in text and f"return {{ {name} }};" in text and "export" not in text


@pytest.mark.parametrize(
    "line",
    [
        'import x from "./x.js";',
        'import * as x from "./x.js";',
        'import { x } from "../x.js";',
        "import { x } from './x.js';",
        'import { x } from "./x.js"; x();',
        'const x = await import("./x.js");',
        "const here = import.meta.url;",
        "export default 1;",
        "export let x = 1;",
        "export { x };",
        "export function* steps() {}",
        'export * from "./x.js";',
        "export const { x } = y;",
        "  export const x = 1;",
    ],
)
def test_what_is_not_known_is_refused(line):
    with pytest.raises(CannotBeJoinedError, match=r"js/a\.js can't be joined"):
        wrapped("js/a.js", f"let y = 1;\n{line}\n")


def test_comments_may_speak_of_imports():
    assert "// import what you like" in wrapped("js/a.js", "// import what you like\n")


def test_styles_keep_their_order_and_refuse_what_only_works_at_the_top():
    assert join_styles(["a", "b"], {"a": "@layer x, y;", "b": "p {}"}.get) == "@layer x, y;\np {}"
    with pytest.raises(CannotBeJoinedError, match="@import"):
        join_styles(["a"], {"a": '@import "x.css";'}.get)


def test_bundles_hold_every_source_once():
    made = bundles(source)
    assert set(made) == {"boards/bundles/site.css", *(f"boards/bundles/{name}.js" for name in SCRIPTS)}
    assert all(made["boards/bundles/site.css"].count(source(path)) == 1 for path in STYLES)
    assert source("vendor/htmx.min.js") in made["boards/bundles/site.js"]
    assert source("vendor/Sortable.min.js") in made["boards/bundles/board.js"]
    for name in SCRIPTS.keys() - {"site"}:
        heads = re.findall(
            r'modules\["([\w-]+\.js)"\] = ', made["boards/bundles/site.js"] + made[f"boards/bundles/{name}.js"]
        )
        assert len(heads) == len(set(heads)) > 15


@pytest.mark.parametrize("name", SCRIPTS)
def test_bundle_is_a_script(name, tmp_path):
    (tmp_path / "bundle.js").write_text(bundles(source)[f"boards/bundles/{name}.js"])
    assert subprocess.run([NODE, "--check", tmp_path / "bundle.js"], check=False).returncode == 0


def test_joined_modules_see_each_other_and_fail_alone():
    small = SMALL | {"js/d.js": 'throw new Error("alone");'}
    joined = "".join(wrapped(path, small[path]) for path in in_order(["js/d.js", "js/a.js"], small.get))
    start = "const result = [], modules = {}; const reportError = ({ message }) => result.push(message);"
    done = subprocess.run(
        [NODE, "-e", f"{start}{joined}console.log(result.join())"], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "alone,c,bc"


@pytest.fixture
def asked(monkeypatch):
    """Forgets what was worked out about the files of a page, before and after."""

    def forget():
        ui.page_assets.cache_clear()
        ui.page_scripts.cache_clear()

    forget()
    yield
    forget()


def _board_files():
    page = Template('{% load ui %}{% page_assets %}{% page_scripts "board" %}').render(Context())
    return re.findall(r"(?:href|src)=\"/static/([^\"]+)\"", page)


def test_single_files_are_served_where_none_were_collected(asked):
    assert _board_files() == ["boards/js/boot.js", *STYLES, *SCRIPTS["site"], *SCRIPTS["board"]]


def test_bundles_are_served_where_files_are_collected(asked, monkeypatch):
    monkeypatch.setattr(ui, "staticfiles_storage", StaticStorage)
    bundled = ["boards/bundles/site.css", "boards/bundles/site.js", "boards/bundles/board.js"]
    assert _board_files() == ["boards/js/boot.js", *bundled]
