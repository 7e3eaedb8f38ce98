"""A district is a file; another district is another file."""

import pytest

from data.config import columns, load_profile
from data.config.profile import DEFAULT
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.schema import KINDS


def test_the_profile_of_the_district():
    profile = load_profile()
    assert (profile.district, profile.measure_crs) == ("410106", "EPSG:4547")
    assert len(profile.groups) == 9
    assert "".join(kind.glyph for kind in profile.classes) == "市宣施突街设物安纠民情"
    assert [kind.code for kind in profile.classes if kind.private] == ["07", "09", "10", "11"]
    assert [group.code for group in profile.groups if group.restricted] == ["special_care"]
    assert len(profile.resources) == 7
    assert set(profile.zone_fills) == {f"410106-Z{i}" for i in range(1, 5)}


def test_every_small_class_belongs_to_a_class_and_has_a_limit():
    profile = load_profile()
    classes = {kind.code for kind in profile.classes}
    assert all(kind.code[:2] in classes and kind.sla_days > 0 and kind.dept for kind in profile.types)
    assert len({kind.code for kind in profile.types}) == len(profile.types) == 55


def test_another_district_is_another_file(tmp_path, monkeypatch):
    other = tmp_path / "other.toml"
    other.write_text(
        DEFAULT.read_text(encoding="utf-8").replace('"410106"', '"410105"').replace('"上街区"', '"某区"'),
        encoding="utf-8",
    )
    assert load_profile(other).name == "某区"
    monkeypatch.setenv("OGM_DISTRICT", str(other))
    assert load_profile().district == "410105"


def test_norms_are_the_districts_own(tmp_path):
    assert load_profile().norms.verdict(Level.L3, 450, rural=False) == "偏多"
    other = tmp_path / "other.toml"
    text = DEFAULT.read_text(encoding="utf-8")
    other.write_text(
        text.replace("l3 = [80, 400]", "l3 = [300, 500]").replace("cap = 0.5 ", "cap = 0.2 "), encoding="utf-8"
    )
    norms = load_profile(other).norms
    assert (norms.verdict(Level.L3, 450, rural=False), norms.verdict(Level.L3, 250, rural=False)) == ("合规", "偏少")
    assert norms.verdict(Level.L3, 250, rural=True) == "合规"
    assert norms.cap == 0.2
    other.write_text(text.replace("l3 = [80, 400]", "l3 = [400, 80]"), encoding="utf-8")
    with pytest.raises(BadInput, match="norms"):
        load_profile(other)


def test_weights_of_the_three_rates_are_the_districts_own_and_make_one(tmp_path):
    assert load_profile().three_rates == {"responded": 0.30, "closing": 0.35, "satisfied": 0.35}
    other = tmp_path / "other.toml"
    text = DEFAULT.read_text(encoding="utf-8")
    other.write_text(text.replace("responded = 0.30\nclosing = 0.35", "responded = 0.25\nclosing = 0.40"), "utf-8")
    assert load_profile(other).three_rates == {"responded": 0.25, "closing": 0.40, "satisfied": 0.35}
    other.write_text(text.replace("responded = 0.30", "responded = 0.40"), "utf-8")
    with pytest.raises(BadInput, match="three_rates"):
        load_profile(other)


@pytest.mark.parametrize("content", ["not toml at all [", 'district = "1"'])
def test_a_broken_profile_is_a_sentence(content, tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="配置"):
        load_profile(path)
    with pytest.raises(BadInput, match="找不到"):
        load_profile(tmp_path / "none.toml")


def test_every_column_of_every_kind_has_its_words():
    known = columns()
    assert set(known) == {kind.key for kind in KINDS}
    for kind in KINDS:
        assert {field.name for field in kind.fields} == set(known[kind.key]) - {"names", "layers"}
