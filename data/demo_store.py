"""Makes the store with the demo district: generator -> office files -> the readers everybody uses."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from data.backup import TAILS
from data.config import load_profile
from data.config.profile import DEFAULT
from data.loading import confirm
from data.progress import Bar
from data.readers.stage import stage
from data.store import Store, open_store
from data.tables import ImportBatch
from geo.model.errors import BadInput, StoreError

SEED = 410106
ACCOUNT = "demo"
DATUM = "CGCS2000"
SHOWN = 5
Write = Callable[[Path, Bar], None]


def make_demo(url: URL, *, seed: int = SEED, force: bool = False, write: Write | None = None) -> bool:
    """Build the demo store beside the old one and put it in its place when it is whole.

    Parameters
    ----------
    url
        Address of the store, a file.
    seed
        Same seed, same district.
    force
        Rebuild although demo data are there. Real data are never replaced.
    write
        Writes the office files into a folder; None = the demo generator with `seed`.

    Returns
    -------
    made
        False when demo data were there already and nothing was done.

    Raises
    ------
    StoreError
        The store holds real data, or cannot be replaced.
    BadInput
        The program is set to another district, or the generator's files have faults (a bug then).
    """
    if write is None and load_profile().district != load_profile(DEFAULT).district:
        raise BadInput(
            f"辖区配置是“{load_profile().name}”，演示数据却是“{load_profile(DEFAULT).name}”的。",
            remedy="请运行 python -m data init 建空库并导入自己的文件；要看演示，请用 OGM_VAR 指定另一个文件夹。",
        )
    target = Path(str(url.database))
    if target.exists():
        held = _holds(url)
        if held == "real":
            raise StoreError(
                f"{target.name} 里是真实数据，不会用演示数据覆盖。",
                remedy="请用 OGM_DATABASE_URL 指定另一个文件建立演示数据。",
            )
        if held == "demo" and not force:
            return False
    building = target.with_name(target.name + ".building")
    _remove(building)
    try:
        with Bar("演示数据") as bar, TemporaryDirectory(prefix="ogm_demo_") as folder:
            (write or _generate(seed))(Path(folder), bar)
            _load(building, Path(folder), bar)
        _remove(target, tails_only=True)
        building.replace(target)
    except OSError as fault:
        raise StoreError(
            f"{target.name} 无法替换或磁盘写不进去。", remedy="请先停止正在运行的程序，检查磁盘空间后重试。"
        ) from fault
    finally:
        _remove(building)
    return True


def _generate(seed: int) -> Write:
    def write(folder: Path, bar: Bar) -> None:
        from data.demo.files import write_office_files  # noqa: PLC0415 - the generator is needed only here
        from data.demo.make import make_district  # noqa: PLC0415

        district = make_district(seed, progress=bar.part(0.0, 0.4))
        write_office_files(district, folder, progress=bar.part(0.4, 0.55))

    return write


def _load(building: Path, folder: Path, bar: Bar) -> None:
    store = open_store(f"sqlite:///{building.as_posix()}", create=True)
    try:
        staging = stage([folder], datum=DATUM, store=store, progress=bar.part(0.55, 0.75))
        faults = [fault for fault in staging.all_faults if fault.drops]
        if faults:
            lines = [f"{fault.place}：{fault.message}" for fault in faults[:SHOWN]]
            raise BadInput(f"演示数据有 {len(faults)} 处问题：{'；'.join(lines)}。", remedy="请报告这一缺陷。")
        confirm(store, staging, ACCOUNT, synthetic=True, progress=bar.part(0.75, 1.0))
    finally:
        _settle(store)


def _settle(store: Store) -> None:
    """Bring the log home, so that the one file is the whole store."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # a checkpoint is not possible inside a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    store.close()


def _holds(url: URL) -> str:
    """Answer what a store holds: real, demo or empty."""
    store = open_store(str(url))
    try:
        with store.reading() as connection:
            batches = connection.scalar(
                select(func.count()).select_from(ImportBatch).where(ImportBatch.state == "confirmed")
            )
        return ("demo" if store.synthetic() else "real") if batches else "empty"
    finally:
        store.close()


def _remove(path: Path, *, tails_only: bool = False) -> None:
    for tail in TAILS if tails_only else ("", *TAILS):
        path.with_name(path.name + tail).unlink(missing_ok=True)
