"""What the door relies on in this very version of Streamlit; an upgrade that moves it fails here, not at a visitor."""

import inspect
import tomllib
from importlib.resources import files

import streamlit as st
from streamlit import config
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.web.server.app_discovery import discover_asgi_app

from tests.served import ROOT


def settings():
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def test_streamlit_finds_the_app_and_with_it_the_door():
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app
    assert found.app_name == "app"


def test_the_tiny_app_is_found_the_same_way():
    assert discover_asgi_app(ROOT / "tests" / "door" / "tiny_app.py").app_name == "app"


def test_identity_reaches_scripts_through_the_doors_headers_only():
    server = settings()["server"]
    assert server["trustedUserHeaders"] == {"X-Grid-User": "name", "X-Grid-Role": "role", "X-Grid-Session": "sid"}
    assert "server.trustedUserHeaders" in config._config_options_template


def test_what_streamlit_leaves_open_is_closed_in_the_configuration():
    told = settings()
    assert told["server"]["address"] == "127.0.0.1"
    assert told["server"]["enableStaticServing"] is False
    assert told["server"]["fileWatcherType"] == "none"
    assert told["client"]["showErrorDetails"] == "none"
    assert told["client"]["toolbarMode"] == "viewer"
    assert told["browser"]["gatherUsageStats"] is False
    for name in ("enableCORS", "enableXsrfProtection"):
        assert told["server"].get(name, True) is True
    assert not told["server"].get("enableAgentApi")
    assert not told["server"].get("unsafeMetricsUserAttributes")


def test_the_start_page_has_one_inline_script():
    page = files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")
    assert page.count("<script>") == 1
    assert "<style" not in page
    assert " style=" not in page


def test_private_parts_are_where_they_were():
    assert "to_dict" in dir(st.user)
    assert "is_auto_rerun" in ClientState.DESCRIPTOR.fields_by_name
    assert list(inspect.signature(get_bidi_component_manager().register_from_manifest).parameters)[:2] == [
        "manifest",
        "package_root",
    ]
    assert ComponentManifest("ogm", "0", [ComponentConfig("map", "dist")]).components[0].asset_dir == "dist"


def test_nothing_imports_the_app():
    for folder in ("geo", "data", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            lines = path.read_text(encoding="utf-8").splitlines()
            assert not [line for line in lines if line.strip().startswith(("import app", "from app "))], path
