"""Demo mode is for this computer only."""

import pytest

from pages.parts.door.loopback import ONLY_HERE, is_foreign, origin, refusal


def scope(*headers, client=("127.0.0.1", 5), scheme="http"):
    return {
        "type": "http",
        "scheme": scheme,
        "client": client,
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "127.0.0.1:1", "[::1]:8501", "[::1]", "LocalHost:80"])
def test_names_of_this_computer_pass(host):
    assert refusal(scope(("Host", host))) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "192.168.1.9:8501",
        "0.0.0.0:8501",
        "127.0.0.2",
        "127.1",
        "2130706433",
        "localhost.evil.example",
        "evil.example",
        "evil.example:8501",
        "localhost:8501@evil.example",
        "localhost:8501/x",
        "localhost:",
        "localhost:999999",
        "localhost, evil.example",
        " localhost",
        "localhost\x00",
        "::1",
        "[::ffff:127.0.0.1]",
    ],
)
def test_any_other_name_is_refused(host):
    assert refusal(scope(("Host", host))) == ONLY_HERE


def test_no_host_or_two_are_refused():
    assert refusal(scope()) == ONLY_HERE
    assert refusal(scope(("Host", "localhost"), ("Host", "localhost"))) == ONLY_HERE


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_addresses_pass(address):
    assert refusal(scope(("Host", "localhost"), client=(address, 1))) is None


@pytest.mark.parametrize(
    "address", ["10.0.0.7", "192.168.0.2", "8.8.8.8", "::ffff:10.0.0.7", "fe80::1", "", "unix:", "x"]
)
def test_other_addresses_are_refused(address):
    assert refusal(scope(("Host", "localhost"), client=(address, 1))) == ONLY_HERE


def test_an_unknown_client_is_refused():
    assert refusal(scope(("Host", "localhost"), client=None)) == ONLY_HERE


@pytest.mark.parametrize(
    "mark", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Anything", "X-Real-IP", "Via"]
)
def test_the_marks_of_a_proxy_are_refused(mark):
    assert refusal(scope(("Host", "localhost"), (mark, "127.0.0.1"))) == ONLY_HERE


def test_the_origin_of_a_socket_is_that_of_its_page():
    assert origin(scope(("Host", "LOCALHOST:1"), scheme="ws")) == "http://localhost:1"
    assert origin(scope(("Host", "localhost"), scheme="wss")) == "https://localhost"


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"origin": "http://localhost:1"}, False),
        ({"origin": "http://localhost:1", "sec-fetch-site": "same-origin"}, False),
        ({"origin": "http://localhost:2"}, True),
        ({"origin": "https://localhost:1"}, True),
        ({"origin": "null"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site"}, True),
        ({"origin": "http://localhost:1", "sec-fetch-site": "cross-site"}, True),
    ],
)
def test_requests_of_other_sites_are_told_apart(headers, foreign):
    assert is_foreign(headers, "http://localhost:1") is foreign
