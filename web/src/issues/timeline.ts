// The slider below the map: one day or week at a time, by hand or playing, or the whole period.
import { fill, h, s } from "../ui/dom.ts";
import type { Ask } from "./ask.ts";
import type { Cube, Span } from "./cube.ts";

const BEAT_MS = 700;
const WEEK = 7;

export function length(ask: Ask): number { return ask.step === "week" ? WEEK : 1; }
export function steps(cube: Cube, ask: Ask): number { return Math.ceil(cube.file.days / length(ask)); }
/** Days of the chosen step within a period; the whole period while nothing is chosen. */
export function span(cube: Cube, ask: Ask, period: Span): Span {
  if (ask.at === null) return period;
  const at = Math.min(ask.at, steps(cube, ask) - 1);
  const from = period.from + at * length(ask);
  return { from, to: Math.min(from + length(ask), period.to) };
}
/** 11-21, or 11-15 至 11-21. */
export function words(cube: Cube, of: Span): string {
  return of.to - of.from === 1 ? cube.date(of.from) : `${cube.date(of.from)} 至 ${cube.date(of.to - 1)}`;
}

export class Timeline {
  readonly root = h("div", { cls: "ogm-isstime", role: "group", "aria-label": "时间" });
  private readonly play = h("button", { type: "button", cls: "ogm-issplay" });
  private readonly bars = h("div", { cls: "ogm-issbars" });
  private readonly range = h("input", { type: "range", min: 0, step: 1, "aria-label": "哪一天" });
  private readonly says = h("output", null, "");
  private readonly step = h("div", { cls: "ogm-tabs" });
  private readonly all: HTMLButtonElement;
  private timer = 0;

  constructor(private readonly cube: () => Cube | null, private readonly ask: () => Ask, private readonly set: (patch: Partial<Ask>) => void) {
    this.range.addEventListener("input", () => { this.stop(); this.set({ at: Number(this.range.value) }); });
    this.play.addEventListener("click", () => (this.timer ? this.stop() : this.start()));
    this.all = h("button", { type: "button", cls: "ogm-control", onclick: () => { this.stop(); this.set({ at: null }); } }, "整个时段");
    fill(this.root, this.play, this.step, h("div", { cls: "ogm-issrange" }, this.bars, this.range), this.says, this.all);
  }
  get playing(): boolean { return this.timer !== 0; }
  private start(): void {
    const cube = this.cube();
    if (!cube) return;
    const last = steps(cube, this.ask()) - 1;
    const at = this.ask().at;
    this.set({ at: at === null || at >= last ? 0 : at });
    this.timer = window.setInterval(() => {
      const now = this.ask().at ?? 0;
      if (now >= last) return this.stop();
      this.set({ at: now + 1 });
    }, BEAT_MS);
    this.face();
  }
  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.face();
  }
  private face(): void {
    this.play.setAttribute("aria-label", this.playing ? "暂停" : "播放");
    this.play.title = this.playing ? "暂停" : "播放";
    fill(this.play, s("svg", { viewBox: "0 0 20 20", width: 18, height: 18, fill: "currentColor", "aria-hidden": "true" }, s("path", { d: this.playing ? "M5 4h4v12H5zM11 4h4v12h-4z" : "M6 4l10 6-10 6z" })));
  }
  draw(cube: Cube, row: number): void {
    const ask = this.ask();
    const n = steps(cube, ask);
    this.face();
    fill(this.step, (["day", "week"] as const).map((key) => h("button", { type: "button", "aria-pressed": String(ask.step === key), onclick: () => { this.stop(); this.set({ step: key, at: null }); } }, key === "day" ? "按日" : "按周")));
    this.range.max = String(n - 1);
    this.range.value = String(ask.at ?? n - 1);
    this.range.classList.toggle("whole", ask.at === null);
    this.range.setAttribute("aria-valuetext", words(cube, span(cube, ask, cube.now)));
    this.all.disabled = ask.at === null;
    this.says.textContent = words(cube, span(cube, ask, cube.now));
    const daily = cube.daily(ask, row).slice(cube.file.days);
    const sums = Array.from({ length: n }, (_, i) => daily.slice(i * length(ask), (i + 1) * length(ask)).reduce((a, b) => a + b, 0));
    const most = Math.max(1, ...sums);
    const w = 100 / n;
    fill(this.bars, s("svg", { viewBox: "0 0 100 30", width: "100%", height: 30, preserveAspectRatio: "none", "aria-hidden": "true" },
      ...sums.map((v, i) => s("rect", { x: (i * w).toFixed(3), width: (w * 0.86).toFixed(3), y: (30 - (28 * v) / most).toFixed(2), height: ((28 * v) / most).toFixed(2), fill: ask.at === null || ask.at === i ? "#3F82BD" : "#C3D3E0" }))));
  }
}
