"""Tokens: complete, legible, and the same everywhere."""

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
@pytest.mark.parametrize("text", ["ink", "ink2", "overdue_text", "teal_text", "accent"])
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
