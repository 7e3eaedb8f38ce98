// The right panel: a community's grids before and after, what a step gives and takes, and the steps so far.
import { fill, h, icon } from "../ui/dom.ts";
import type { Balanced, Effect, Now, Pair, Preview, Row } from "./talk.ts";

export interface SideHooks { focus(id: string): void; row(id: string): void; target(id: string): void; lock(id: string): void; commit(): void; drop(): void; hover(id: string | null): void }
const FEW = "不足10";
const number = new Intl.NumberFormat("zh-CN");

export function shown(value: number | null | undefined): string { return value === null || value === undefined ? FEW : number.format(value); }
/** Names of grids repeat their community; here it stands above. */
export function short(name: string): string { return /\d+网格$/u.exec(name)?.[0] ?? name; }
function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  const whole = Math.round(value * 100);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${Math.abs(whole)}%`;
}
function fixed(value: number | null | undefined, digits: number): string { return value === null || value === undefined ? "—" : value.toFixed(digits); }

export class Side {
  readonly root = h("aside", { cls: "pl-side", "aria-label": "负荷" });
  private readonly head = h("div", { cls: "pl-head" });
  private readonly tiles = h("div", { cls: "pl-tiles" });
  private readonly table = h("div", { cls: "pl-table", role: "table", "aria-label": "三级网格负荷，现状与调后" });
  private readonly step = h("section", { cls: "pl-step", "aria-live": "polite" });
  private readonly past = h("section", { cls: "pl-past" });
  private readonly select = h("select", { "aria-label": "社区(村)", onchange: () => this.hooks.focus(this.select.value) });
  private column: "households" | "people" | "events" | "visits" = "households";
  private now: Now | null = null;
  private choosing = false;

  constructor(private readonly hooks: SideHooks) {
    fill(this.root, this.head, h("div", { cls: "pl-scroll" }, this.tiles, this.table, this.step, this.past));
  }
  communities(list: { id: string; name: string }[]): void {
    fill(this.select, list.map((c) => h("option", { value: c.id }, c.name)));
  }
  show(now: Now, held: Set<string>): void {
    this.now = now;
    const { panel } = now;
    this.select.value = panel.id;
    fill(this.head, h("div", { cls: "ogm-control ogm-select" }, this.select, icon("down", 14)), h("span", null, `${panel.rows.length} 个三级`),
      h("div", { cls: "pl-tabs", role: "group", "aria-label": "比较什么" }, ([["households", "户"], ["people", "人"], ["events", "诉求"], ["visits", "走访"]] as const).map(([key, title]) =>
        h("button", { type: "button", "aria-pressed": String(this.column === key), onclick: () => { this.column = key; this.show(this.now!, held); } }, title))));
    const even = (title: string, a: string, b: string, better: boolean | null) => h("div", { cls: "pl-tile" }, h("span", null, title), h("p", null, a !== b ? [h("span", { cls: "pl-was" }, a), " → "] : null, h("b", { cls: better === null || a === b ? "" : better ? "good" : "bad" }, b)));
    const { before, after } = panel;
    const less = (a?: number | null, b?: number | null) => (a === null || a === undefined || b === null || b === undefined ? null : b < a);
    fill(this.tiles,
      even("最大 / 最小", fixed(before.ratio, 1), fixed(after.ratio, 1), less(before.ratio, after.ratio)),
      even("最大偏差", share(before.worst), share(after.worst), less(before.worst, after.worst)),
      even("变异系数", fixed(before.cv, 2), fixed(after.cv, 2), less(before.cv, after.cv)),
      even("紧凑度", fixed(before.roundness, 2), fixed(after.roundness, 2), less(after.roundness, before.roundness)));
    const unit = { households: "户", people: "人", events: "件", visits: "户/月" }[this.column];
    fill(this.table,
      h("div", { cls: "pl-tr pl-th", role: "row" }, h("span", null, "三级网格"), h("span", null, `现状（${unit}）`), h("span", null, "调后"), h("span", null, `与均值 ${shown(after.mean === null || after.mean === undefined ? null : Math.round(after.mean))} 户之差`), h("span", null, "")),
      panel.rows.map((row) => this.row(row, held)));
    fill(this.past, h("h2", null, "本方案已改", h("small", null, `可撤销 ${now.undo} 步`)),
      now.log.length ? h("ol", null, now.log.map((s) => h("li", null, h("b", null, s.title), h("span", null, s.told), h("small", null, `${s.who} ${s.at}`)))) : h("p", { cls: "ogm-soft" }, "还没有改动。在地图上选中微网格，再点要划入的三级网格。"));
    if (!this.step.childElementCount) this.idle();
  }
  private row(row: Row, held: Set<string>): HTMLElement {
    const pair: Pair = row[this.column];
    const changed = pair[0] !== pair[1];
    const dev = row.deviation[1];
    const was = row.deviation[0];
    const at = (v: number) => 50 + Math.max(-1, Math.min(1, v)) * 48;
    const bar = dev === null ? null : h("i", { cls: dev < 0 ? "less" : "more", css: { left: `${Math.min(50, at(dev))}%`, width: `${Math.abs(at(dev) - 50)}%` } });
    const tick = was !== null && was !== dev ? h("u", { css: { left: `${at(was)}%` } }) : null;
    const locked = held.has(row.id);
    return h("div", {
      cls: `pl-tr${changed ? " changed" : ""}${this.choosing ? " pick" : ""}`, role: "row", tabindex: "0", title: row.norm && row.norm !== "合规" ? `户数${row.norm}（参照标准）` : "",
      onclick: () => (this.choosing ? this.hooks.target(row.id) : this.hooks.row(row.id)), onkeydown: (e: KeyboardEvent) => { if (e.key === "Enter") { e.stopPropagation(); if (this.choosing) this.hooks.target(row.id); else this.hooks.row(row.id); } },
      onmouseenter: () => this.hooks.hover(row.id), onmouseleave: () => this.hooks.hover(null),
    }, h("span", { title: row.name }, short(row.name), row.norm && row.norm !== "合规" ? h("em", null, row.norm) : null), h("span", null, this.text(pair[0]), changed ? " →" : ""), h("span", null, changed ? h("b", null, this.text(pair[1])) : ""),
      h("span", { cls: "pl-dev" }, h("span", { cls: "pl-bar" }, bar, tick), h("span", null, share(dev))),
      h("button", { type: "button", cls: `pl-lock${locked ? " on" : ""}`, title: locked ? "解锁" : "锁定：不许进出", "aria-label": `${locked ? "解锁" : "锁定"}${row.name}`, onclick: (e: Event) => { e.stopPropagation(); this.hooks.lock(row.id); } }, icon(locked ? "locked" : "unlocked", 16)));
  }
  private text(value: number | null): string { return this.column === "visits" || this.column === "events" ? (value === null ? "—" : number.format(value)) : shown(value); }

  idle(): void { this.choosing = false; fill(this.step); }
  /** Something is chosen, but not yet where it goes. */
  chosen(count: number, households: string, from: string): void {
    this.choosing = true;
    fill(this.step, h("h2", null, "选中"), h("p", null, `${count} 个微网格，${households} 户，现属${from}。`), h("p", { cls: "ogm-soft" }, "在地图上点要划入的三级网格，或点上面表中的一行。按住 Shift 可继续加选，Esc 取消。"));
  }
  /** How even the community shall become. */
  balance(name: string, start: (cap: number) => void, drop: () => void): void {
    const says = h("output", null, "10%");
    const cap = h("input", { type: "range", min: "5", max: "50", step: "5", value: "10", "aria-label": "偏差上限", oninput: () => { says.textContent = `${cap.value}%`; } });
    fill(this.step, h("h2", null, `均衡${name}`), h("p", null, "各三级网格的户数与均值之差不超过：", says), cap, h("p", { cls: "ogm-soft" }, "在这个上限内改动最少的微网格；锁住的不动，最多算十二秒，可随时停。"),
      h("div", { cls: "pl-buttons" }, h("button", { type: "button", cls: "pl-primary", onclick: () => start(Number(cap.value) / 100) }, "开始计算"), h("button", { type: "button", cls: "ogm-control", onclick: drop }, "不做了")));
    this.step.scrollIntoView({ block: "nearest" });
  }
  balancing(so: Balanced, stop: () => void): void {
    fill(this.step, h("h2", null, "正在均衡"), h("progress", { max: "1", value: String(so.share) }), h("p", { cls: "ogm-soft" }, so.badge || "正在寻找第一个方案…"), h("div", { cls: "pl-buttons" }, h("button", { type: "button", cls: "ogm-control", onclick: stop }, so.usable ? "停下，用目前的" : "停下")));
  }
  /** What came of it; a badge only for a proof. */
  balanced(so: Balanced): void {
    this.step.prepend(h("p", { cls: so.proven ? "pl-proven" : "pl-note" }, so.badge, so.deviation !== null && so.deviation !== undefined ? `，最大偏差 ${Math.round(so.deviation * 100)}%` : ""));
  }
  waiting(): void { fill(this.step, h("h2", null, "这一笔的得与失"), h("p", { cls: "ogm-soft" }, "正在核对…")); }
  preview(seen: Preview, title: string): void {
    this.choosing = false;
    const l3 = seen.effects.filter((e) => e.level === "l3");
    const sign = (e: Effect) => { const d = (e.households[1] ?? 0) - (e.households[0] ?? 0); return d > 0 ? "+" : d < 0 ? "−" : "="; };
    const moved = Math.max(0, ...seen.moves.map((m) => m.metres));
    fill(this.step, h("h2", null, "这一笔的得与失", h("small", null, `${title}，提交前预览`)),
      l3.map((e) => h("div", { cls: `pl-effect ${sign(e) === "+" ? "gain" : ""}` }, h("i", { "aria-hidden": "true" }, sign(e)), h("div", null, h("b", null, e.name), h("p", null, `${shown(e.households[0])} → ${shown(e.households[1])} 户，${shown(e.people[0])} → ${shown(e.people[1])} 人${area(e)}`)))),
      l3.length ? null : h("p", null, `${seen.micro} 个微网格的边界会变，各三级网格的户数不变。`),
      h("div", { cls: "pl-effect" }, h("i", { "aria-hidden": "true" }, "="), h("div", null, h("b", null, "不变"), h("p", null, `区界逐点不变，全区合计 ${shown(seen.kept.hh)} 户。`))),
      moved > 5 ? h("p", { cls: "pl-note" }, `有接点移动 ${moved} 米，以落在不可改动的边界上。`) : null,
      h("div", { cls: "pl-buttons" }, h("button", { type: "button", cls: "pl-primary", onclick: () => this.hooks.commit() }, "提交这一笔"), h("button", { type: "button", cls: "ogm-control", onclick: () => this.hooks.drop() }, "放弃")));
    this.step.scrollIntoView({ block: "nearest" });
  }
  mark(id: string | null): void {
    const rows = this.now?.panel.rows ?? [];
    [...this.table.querySelectorAll(".pl-tr:not(.pl-th)")].forEach((el, i) => el.classList.toggle("hot", rows[i]?.id === id));
  }
}
function area(e: Effect): string {
  const d = (e.area[1] ?? 0) - (e.area[0] ?? 0);
  return Math.abs(d) >= 1 ? `，面积 ${d > 0 ? "+" : "−"}${number.format(Math.abs(Math.round(d)))} 平方米` : "";
}
