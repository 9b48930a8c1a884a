"""Sizes, colours and times of style sheets come from tokens.css; what may stand elsewhere, and why, is written here."""

import re
from collections.abc import Iterator

import pytest
import tinycss2
from tinycss2.ast import Declaration, Node

from tests.conventions.sources import ROOT

pytestmark = pytest.mark.once

FOLDER = ROOT / "static/boards/css"
# Shares of something else, which has its size from a token: the text, the window, what is left, a whole turn.
SHARES = {"em", "fr", "dvh", "vh", "vw", "deg"}
# A sheet of paper has one size on every device: what goes on it is measured as printers do.
OF_PAPER = {"pt", "mm"}
# How much room a component takes: from 3rem on, in the steps of 4 pixels that all space has.
MEASURES = re.compile(r"(min-|max-)?(inline-size|block-size|width|height)|flex|columns|grid-template(-columns)?")
COLOURS = {"rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"}
NAMES = re.compile(r"white|black|gr[ae]y|red|green|blue|yellow|orange|purple|pink|brown|navy|teal")


def declarations(css: str) -> Iterator[tuple[tuple[str, ...], Declaration]]:
    """Each declaration, below the selectors and at-rules around it."""

    def walk(nodes: list[Node], around: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Declaration]]:
        for node in nodes:
            if node.type == "declaration":
                yield around, node
            elif node.type in {"at-rule", "qualified-rule"} and node.content is not None:
                name = f"@{node.at_keyword} " if node.type == "at-rule" else ""
                prelude = name + tinycss2.serialize(node.prelude).strip()
                yield from walk(tinycss2.parse_blocks_contents(node.content), (*around, prelude.strip()))

    return walk(tinycss2.parse_stylesheet(css), ())


def numbers(value: list[Node]) -> Iterator[Node]:
    """What of a value has a size or a colour of its own. `clamp()` is left out: its ends hold a share of the window."""
    for token in value:
        if token.type == "function" and token.lower_name in COLOURS:
            yield token
        elif token.type == "function" and token.lower_name != "clamp":
            yield from numbers(token.arguments)
        elif token.type == "() block":
            yield from numbers(token.content)
        elif token.type in {"dimension", "hash"} or (token.type == "ident" and NAMES.fullmatch(token.lower_value)):
            yield token


def may_stand(token: Node, name: str, around: tuple[str, ...]) -> bool:
    if token.type != "dimension":
        return False
    if token.value == 0 or token.lower_unit in SHARES:
        return True
    if token.lower_unit in OF_PAPER:
        return any(each == "@media print" or each.startswith("@page") for each in around)
    if token.lower_unit == "px":
        return abs(token.value) == 1  # a hairline
    steps = token.value * 4
    return token.lower_unit == "rem" and steps >= 12 and steps.is_integer() and MEASURES.fullmatch(name) is not None


def raw(css: str) -> list[str]:
    """The values of a style sheet that no token holds."""
    wrong = []
    for around, declaration in declarations(css):
        # Paper has colours of its own, which are tokens too: WeasyPrint is given paper.css alone.
        if around[:2] == ("@media print", ":root"):
            continue
        name = declaration.lower_name
        tokens = [token for token in numbers(declaration.value) if not may_stand(token, name, around)]
        if tokens or (name == "z-index" and any(token.type == "number" for token in declaration.value)):
            wrong.append(f"{around[-1]} {{ {name}:{tinycss2.serialize(declaration.value)} }}")
    return wrong


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.css")), ids=lambda path: path.stem)
def test_sizes_colours_and_times_come_from_tokens(path):
    if path.stem != "tokens":
        assert raw(path.read_text()) == []


def test_every_token_is_used_and_every_used_one_is_there():
    sheets = [path.read_text() for path in FOLDER.glob("*.css")]
    used = {name for sheet in sheets for name in re.findall(r"var\((--[\w-]+)", sheet)}
    tokens = set(re.findall(r"(--[\w-]+)\s*:", (FOLDER / "tokens.css").read_text()))
    made = {name for sheet in sheets for name in re.findall(r"(--[\w-]+)\s*:", sheet)}
    assert tokens - used == set()
    assert used - made == set()


@pytest.mark.parametrize(
    "declaration",
    [
        "padding: 0.3rem",
        "margin: -0.5rem 0",
        "gap: 8px",
        "inline-size: 3.1rem",
        "max-inline-size: 2rem",
        "padding: 4rem",
        "inline-size: calc(100% - 1.5rem)",
        "inline-size: min(30rem, calc(100vw - 1.5rem))",
        "font-size: 13px",
        "font: 600 1rem/1.4 var(--font)",
        "border-radius: 4px",
        "outline: 2px solid var(--accent)",
        "box-shadow: 0 2px 1px var(--line)",
        "color: #333",
        "color: white",
        "color: oklch(0.4 0.1 20)",
        "background: light-dark(oklch(0.4 0.1 20), var(--line))",
        "fill: red",
        "z-index: 3",
        "transition: color 120ms",
        "animation: glow 2s",
        "font-size: 8pt",
    ],
)
def test_raw_values_are_found(declaration):
    assert len(raw(f"@layer components {{ .card {{ {declaration}; }} }}")) == 1


@pytest.mark.parametrize(
    "declaration",
    [
        "padding: 0 var(--s2)",
        "margin: calc(-1 * var(--s2)) auto",
        "border: 1px solid var(--line)",
        "margin: -1px",
        "inline-size: min(30.25rem, calc(100vw - var(--s5)))",
        "flex: 1 0 17rem",
        "grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr))",
        "padding: clamp(1.25rem, 5vw, 2rem)",
        "letter-spacing: -0.012em",
        "block-size: 100dvh",
        "border-radius: 50%",
        "z-index: var(--above-page)",
        "color: color-mix(in oklch, currentColor 40%, transparent)",
        "background: Canvas",
        "rotate: 45deg",
    ],
)
def test_what_needs_no_token_may_stand(declaration):
    assert raw(f"@layer components {{ .card {{ {declaration}; }} }}") == []


def test_paper_is_measured_in_points():
    assert raw("@media print { :root { --text: #222; } h1 { font-size: 8pt; } }") == []
    assert len(raw("@media print { h1 { color: #222; } }")) == 1
