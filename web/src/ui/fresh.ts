// 数据截至: how far each source reaches, which are behind; beside the strip, and on a phone as a sheet from below.
import { dayOf, type Manifest } from "../contract.ts";
import { hoursSince, stamp } from "../format.ts";
import { onDay } from "../url.ts";
import { dialog } from "./dialog.ts";
import { fill, h } from "./dom.ts";

export interface Reached { stale: boolean; old: number; word: string }

interface Source { title: string; at: string | null; how: string; hours: number | null; old: boolean }

/** 48 小时, 31 天. */
function span(hours: number): string {
  return hours < 72 ? `${hours} 小时` : `${Math.round(hours / 24)} 天`;
}

function sources(m: Manifest): Source[] {
  // Made-up data stand still at their own clock; real ones are held against ours.
  const now = m.synthetic ? Date.parse(m.as_of) : Date.now();
  return (m.freshness ?? []).map((x) => ({ ...x, old: x.at !== null && x.hours !== null && hoursSince(x.at, now) > x.hours }));
}

export function reached(m: Manifest): Reached {
  const stale = hoursSince(m.as_of, Date.now()) > m.stale_hours && !m.synthetic;
  const old = sources(m).filter((x) => x.old).length;
  return { stale: stale || old > 0, old, word: stale ? "已过期" : old ? `${old} 项偏旧` : "" };
}

export function table(m: Manifest): HTMLElement[] {
  return [h("table", null,
    h("thead", null, h("tr", null, ["来源", "截至", "", "过多久算旧"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", null, sources(m).map((x) => h("tr", { cls: x.old ? "old" : "" }, h("th", { scope: "row" }, x.title), h("td", null, x.at ? stamp(x.at) : "没有数据"), h("td", null, x.old ? "▲ 偏旧" : x.at ? x.how : ""), h("td", null, x.hours === null ? "—" : span(x.hours)))))),
  h("p", null, `数据版本 ${m.version}`)];
}

/** Which day's grids are shown, to be chosen: the page opens anew on them. */
export function whichDay(day: string): HTMLElement {
  const last = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const field = h("input", { type: "date", max: last, value: day || last, "aria-label": "看哪一天的网格" });
  const go = () => { if (field.value && field.value !== (day || last)) location.assign(onDay(field.value >= last ? null : field.value)); };
  return h("p", { cls: "ogm-whichday" }, h("span", null, "看哪一天的网格"), field, h("button", { type: "button", cls: "ogm-control", onclick: go }, "查看"));
}

/** What a phone has instead of the strip: a chip with the time of the data; a tap opens period, day and sources from below. */
export class Stamp {
  readonly root = h("button", { type: "button", cls: "ogm-phonechip", "aria-haspopup": "dialog", title: "时段、日期与各来源的截至时间", onclick: () => this.open() });
  private manifest: Manifest | null = null;
  private shown = 0;

  constructor(private readonly choose: (days: number) => void) {}

  set(m: Manifest, days: number): void {
    this.manifest = m;
    this.shown = days;
    const { stale, word } = reached(m);
    this.root.classList.toggle("stale", stale);
    fill(this.root, h("i", { cls: "ogm-dot" }), h("span", null, stamp(m.as_of), h("em", null, `近 ${days} 天`), word ? h("b", null, word) : null));
  }
  private open(): void {
    const m = this.manifest;
    if (!m) return;
    const period = (close: () => void) => h("div", { cls: "ogm-tabs wide", role: "group", "aria-label": "统计时段" }, m.periods.map((d) => h("button", { type: "button", "aria-pressed": String(d === this.shown), onclick: () => { close(); if (d !== this.shown) this.choose(d); } }, `近 ${d} 天`)));
    const [sources, version] = table(m);
    dialog(this.root.closest(".ogm") ?? document.body, "数据截至", `数据截至 ${stamp(m.as_of)}`, "ogm-fromfoot", (close) => [h("div", { cls: "ogm-sources" }, period(close), sources, whichDay(dayOf(m)), version)]);
  }
}
