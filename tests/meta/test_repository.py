"""What may not stand in a committed file, and what may not lie beside our packages."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.meta.files import files, texts
from tests.served import ROOT

# Built from pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry." + "npmjs",
    "npm" + "mirror",
    "registry." + "yarnpkg",
    "mirrors." + "aliyun",
    "pypi.tuna" + ".tsinghua",
    "conda." + "anaconda",
    "unpkg" + ".com",
    "cdn." + "jsdelivr",
    "cdn" + "js.cloudflare",
]
MACHINE = [re.compile("/" + part) for part in ("work/", "root/", "home/[a-z]", "Users/[A-Za-z]")]
LARGEST = 5_000_000


def test_no_file_names_a_registry():
    found = [(name, host) for name, text in texts() for host in REGISTRIES if host in text]
    assert found == []


def test_no_file_names_a_path_of_a_machine():
    found = [
        (name, match.group())
        for name, text in texts()
        for pattern in MACHINE
        if (match := re.search(r"(?<![\w.:/-])" + pattern.pattern, text))
    ]
    assert found == []


def test_nobody_draws_with_the_plot_of_geopandas():
    """It is slow, guesses colours and pulls in pyplot; geo/render draws."""
    found = [name for name, text in texts() if name.startswith(("geo/", "pages/", "data/")) and ".plot(" in text]
    assert found == []


def test_no_large_file_is_committed():
    assert [path.name for path in files() if path.stat().st_size > LARGEST] == []


def test_no_installed_package_brings_our_names():
    known = packages_distributions()
    for name in ("geo", "data", "pages"):
        foreign = {dist for dist in known.get(name, []) if dist != "one-grid-map"}
        assert foreign == set(), name


@pytest.mark.slow
def test_the_import_contracts_hold():
    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.argv = ['lint-imports']; c()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "0 broken" in done.stdout
