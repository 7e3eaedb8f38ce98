"""`make bench`: measure what the issues set numbers for, write build/bench.json, print a table.

Each module of PARTS has `measure() -> dict[str, float]`; its numbers are merged into the file, so one
part can be measured alone: `python -m tests.bench map`.
"""

import importlib
import json
import platform
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench.json"
PARTS = ("assign", "data", "kpi", "map", "peers", "circles", "reach", "plan", "plan_gesture", "balance", "brief")

# key -> (what it must be, limit); a key without a limit is a peer or a figure to know.
LIMITS: dict[str, tuple[str, float]] = {
    "assign.million_s": ("<=", 0.8),
    "assign.ratio_vs_geopandas": (">=", 2.0),
    "brief.png300_s": ("<=", 1),
    "brief.pdf_s": ("<=", 1.5),
    "brief.atlas65_s": ("<=", 15),
    "brief.pptx_s": ("<=", 3),
    "brief.docx_s": ("<=", 1),
    "brief.xlsx_s": ("<=", 0.5),
    "brief.labels_placed": (">=", 0.97),
    "brief.label_overlaps": ("<=", 0),
    "circles.warm_ms": ("<=", 200),
    "circles.cold_s": ("<=", 5),
    "circles.slider_ms": ("<=", 500),
    "circles.thousand_s": ("<=", 1.2),
    "circles.rss_mb": ("<=", 700),
    "circles.ratio_vs_networkx": (">=", 1),
    "circles.mismatches": ("<=", 0),
    "circles.pairs": (">=", 26_000),
    "circles.across": ("<=", 0),
    "circles.worst_m": ("<=", 1e-6),
    "circles.iou_r1_20m": (">=", 0.985),
    "circles.iou_r1_10m": (">=", 0.992),
    "circles.iou_r2_20m": (">=", 0.975),
    "circles.iou_r2_10m": (">=", 0.985),
    "data.demo_s": ("<=", 30),
    "kpi.district_10x_ms": ("<=", 600),
    "kpi.district_ms": ("<=", 150),
    "plan.gesture_ms": ("<=", 400),
    "map.first_paint_ms": ("<=", 3000),
    "map.all_paint_ms": ("<=", 5000),
    "map.ws_load_bytes": ("<=", 5 * 1024),
    "map.ws_rerun_bytes": ("<=", 3 * 1024),
    "map.server_cpu_ms": ("<=", 60),
    "map.toggle_ms": ("<=", 600),
    "map.click_ms": ("<=", 300),
    "map.download_bytes": ("<=", 1_500_000),
    "map.renderer_mb": ("<=", 300),
    "plan.edit_p95_ms": ("<=", 50),
    "plan.check_ms": ("<=", 300),
    "plan.commit_p95_ms": ("<=", 25),
    "plan.asof_ms": ("<=", 30),
    "plan.verify_ms": ("<=", 100),
    "plan.edit_10x_p95_ms": ("<=", 100),
    "plan.import_dirty_s": ("<=", 5),
    "balance.community_first_s": ("<=", 1),
    "balance.community_p95_s": ("<=", 5),
    "balance.district_s": ("<=", 120),
    "balance.district_max_dev": ("<=", 0.10),
    "balance.changed_share": ("<=", 0.12),
    "siting.k5_s": ("<=", 1),
    "siting.gap": ("<=", 0),
}


def main(parts: list[str]) -> int:
    """Measure the named parts (all by default); 1 if a limit is missed."""
    unknown = set(parts) - set(PARTS)
    if unknown:
        print(f"没有这一项：{'、'.join(sorted(unknown))}；可选 {'、'.join(PARTS)}")
        return 2
    figures: dict[str, float] = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() and parts else {}
    for part in parts or PARTS:
        print(f"› {part}", flush=True)
        measured = importlib.import_module(f"tests.bench.{part}").measure()
        figures |= {key: float(value) for key, value in measured.items()}
        OUT.parent.mkdir(exist_ok=True)  # kept part by part: a later one may break off
        OUT.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"\n{platform.system()} {platform.machine()}, Python {platform.python_version()}\n")
    missed = 0
    for key, value in sorted(figures.items()):
        sign, limit = LIMITS.get(key, ("", 0.0))
        good = not sign or (value <= limit if sign == "<=" else value >= limit)
        missed += not good
        print(f"{'  ' if good else '✗ '}{key:<34}{value:>14,.2f}   {f'{sign} {limit:,.1f}' if sign else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
