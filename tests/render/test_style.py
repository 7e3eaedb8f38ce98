"""Tokens: complete, legible, and the same everywhere."""

import re
from pathlib import Path

import pytest

from geo.render.style import DARK, LIGHT, css, paint, rgba, tokens


def luminance(color):
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink2", "ink3", "overdue_text", "teal_text", "accent"])
def test_text_is_legible_on_panel_and_ground(theme, text):
    assert contrast(theme[text], theme["panel"]) >= 4.5
    assert contrast(theme[text], theme["ground"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("symbol", ["overdue", "teal"])
def test_symbols_stand_out(theme, symbol):
    assert contrast(theme[symbol], theme["ground"]) >= 3


def test_both_themes_know_the_same_names():
    assert set(DARK) == set(LIGHT) == set(tokens())


def test_every_token_reaches_the_style_sheet():
    text = css()
    assert all(f"--{key.replace('_', '-')}: {value};" in text for key, value in LIGHT.items())


def test_a_name_a_colour_and_nothing():
    assert paint("ink") == "#1F2933"
    assert paint("#123456") == "#123456"
    assert paint("none") is None
    assert rgba("#FF8000", 0.5) == [255, 128, 0, 128]


SHEETS = sorted((Path(__file__).parents[2] / "web" / "src").rglob("*.css"))
# Names of the page's style sheet -> tokens.
SAME = {
    **{name: name for name in ("ink", "ink2", "ink3", "ground", "panel", "line", "accent", "teal", "bar", "track")},
    "edge": "control",
    "weak": "accent_weak",
    "teal-text": "teal_text",
    "red": "overdue",
    "red-text": "overdue_text",
    "amber": "stamp",
    "amber-bg": "stamp_ground",
    "amber-edge": "stamp_line",
}
GROUNDS = ("panel", "ground")
VARIABLE = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def full(color):
    """Six capital digits of a colour of three or six."""
    digits = color[1:]
    return "#" + (digits if len(digits) == 6 else "".join(2 * one for one in digits)).upper()


def told(text):
    """Colour of a declaration's value in the page's style sheet, or None: inherit, transparent, mixed."""
    found = re.match(r"(?:var\(--([a-z0-9-]+)|(#[0-9a-f]{3,6})\b)", text.strip())
    if not found:
        return None
    return full(found[2]) if found[2] else LIGHT[SAME[found[1]]] if found[1] in SAME else None


def test_the_style_sheet_of_the_page_holds_the_tokens_as_they_are():
    named = dict(VARIABLE.findall(next(one for one in SHEETS if one.name == "ogm.css").read_text(encoding="utf-8")))
    assert {name: full(named[name]) for name in SAME} == {name: LIGHT[token] for name, token in SAME.items()}


def test_every_rule_that_colours_text_is_legible_on_its_ground():
    faint, seen = [], 0
    for sheet in SHEETS:
        for names, body in RULE.findall(sheet.read_text(encoding="utf-8")):
            said = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
            said = {name.strip(): value for name, value in said.items()}
            ink = told(said.get("color", ""))
            below = told(said.get("background", said.get("background-color", "")))
            if ink is None or ":disabled" in names or "::" in names:  # states that are off, ornaments
                continue
            seen += 1
            for ground in [below] if below else [LIGHT[name] for name in GROUNDS]:
                if ink == "#FFFFFF" and not below:
                    continue  # its ground stands in the rule of the same element without a state
                if contrast(ink, ground) < 4.5:
                    faint.append((sheet.name, names.strip()[-60:], ink, ground, round(contrast(ink, ground), 2)))
    assert faint == []
    assert seen > 60


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_no_text_of_a_page_is_smaller_than_twelve(sheet):
    sizes = re.findall(r"font(?:-size)?: (?:400 |700 )?([0-9.]+)px", sheet.read_text(encoding="utf-8"))
    assert [size for size in sizes if 0 < float(size) < 12] == []
