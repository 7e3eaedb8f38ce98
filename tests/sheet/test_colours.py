"""The colours of print: nine that anybody can tell apart, and words that can be read."""

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from data.config import load_profile
from geo.render.style import LIGHT, MARKERS
from tests.render.test_style import contrast

VISIONS = {
    "normal": None,
    "deutan": {"name": "sRGB1+CVD", "cvd_type": "deuteranomaly", "severity": 100},
    "protan": {"name": "sRGB1+CVD", "cvd_type": "protanomaly", "severity": 100},
    "tritan": {"name": "sRGB1+CVD", "cvd_type": "tritanomaly", "severity": 100},
}


def rgb(color):
    return np.array([int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)])


def seen(color, vision):
    return rgb(color) if vision is None else np.clip(cspace_convert(rgb(color), vision, "sRGB1"), 0, 1)


@pytest.mark.parametrize("vision", VISIONS.values(), ids=VISIONS)
def test_nine_colours_can_be_told_apart(vision):
    shown = [seen(group.color, vision) for group in load_profile().groups]
    gaps = [
        deltaE(a, b, input_space="sRGB1", uniform_space="CAM02-UCS") for n, a in enumerate(shown) for b in shown[:n]
    ]
    assert min(gaps) >= 15


def test_every_group_has_a_shape_of_its_own_and_a_glyph_that_is_read():
    groups = load_profile().groups
    assert len({MARKERS[group.shape] for group in groups}) == 9
    assert len({group.glyph for group in groups}) == 9
    assert all(contrast(group.ink, group.color) >= 3 for group in groups)


@pytest.mark.parametrize("text", ["ink", "ink2", "ink3", "marking", "stamp", "overdue_text", "teal_text"])
def test_words_of_a_sheet_are_legible(text):
    assert contrast(LIGHT[text], "#FFFFFF") >= 4.5
    assert contrast(LIGHT[text], "#F7F9FB") >= 4.5
