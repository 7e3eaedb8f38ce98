"""An address says a sheet: read and written it stays the same, and the command line reads it too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.views import save
from geo.model.errors import BadInput
from geo.model.sheet_link import from_query, to_query
from geo.model.view import PERIODS, Mode, SheetSpec, ViewSpec
from pages.parts import export, saved
from tests.brief.conftest import LEADER
from tests.rules.world import DISTRICT
from tests.worlds import small_store

KEYS = st.text("abcdefghijklmnop_0123456789", min_size=1, max_size=12)
SPECS = st.builds(
    SheetSpec,
    st.builds(
        ViewSpec,
        KEYS,
        st.sampled_from(PERIODS),
        layers=st.none() | st.lists(KEYS, min_size=1).map(tuple),
        date=st.just("") | st.dates().map(str),
    ),
    template=KEYS,
    mode=st.sampled_from(list(Mode)),
    metric=KEYS,
    before=st.just("") | KEYS,
    after=st.just("") | KEYS,
)


@settings(max_examples=60, deadline=None)
@given(SPECS)
def test_what_is_written_is_read_again(spec):
    assert from_query(to_query(spec), "") == spec


def test_nonsense_in_an_address_is_the_usual():
    spec = from_query({"mode": "secret", "days": "9999", "layers": ",,"}, DISTRICT)
    assert spec == SheetSpec(ViewSpec(DISTRICT))


def test_the_command_line_reads_codes_links_and_saved_views(monkeypatch, tmp_path):
    store = small_store(tmp_path)
    monkeypatch.setattr(saved, "store", lambda: store)
    kept = save(store, LEADER, "三湾街超期", f"/?place={DISTRICT}&days=7&layers=events")
    assert export._spec(DISTRICT, LEADER) == SheetSpec(ViewSpec(DISTRICT))
    link = f"http://127.0.0.1:8501/sheet?view={kept.id}&template=circles&mode=public"
    for text in (kept.id, kept.name, link):
        view = export._spec(text, LEADER).view
        assert (view.place, view.days, view.layers) == (DISTRICT, 7, ("events",))
    assert (export._spec(link, LEADER).template, export._spec(link, LEADER).mode) == ("circles", Mode.PUBLIC)
    with pytest.raises(BadInput, match="视图不存在"):
        export._spec("/sheet?view=nobody&template=circles", LEADER)
    store.close()
