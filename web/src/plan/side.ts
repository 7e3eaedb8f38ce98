// The right panel: a community's grids before and after by the chosen measure, and the steps so far.
import { fill, h, icon } from "../ui/dom.ts";
import { COLUMNS, deviation, even, fixed, said, share, text, type Column } from "./figures.ts";
import { Step } from "./step.ts";
import type { Now, Row, Weights } from "./talk.ts";

export interface SideHooks { focus(id: string): void; row(id: string): void; target(id: string): void; lock(id: string): void; hover(id: string | null): void; measure(): void }

/** Names of grids repeat their community; here it stands above. */
export function short(name: string): string { return /\d+网格$/u.exec(name)?.[0] ?? name; }

const ROUNDED = new Set<Column>(["households", "people", "visits", "mix"]);

export class Side {
  readonly root = h("aside", { cls: "pl-side", "aria-label": "负荷" });
  readonly step: Step;
  column: Column = "households";
  weights: Weights = { household: 1, care: 5, event: 3 };
  private readonly head = h("div", { cls: "pl-head" });
  private readonly tabs = h("div", { cls: "pl-tabs", role: "group", "aria-label": "比较什么" });
  private readonly mix = h("div", { cls: "pl-mix" });
  private readonly tiles = h("div", { cls: "pl-tiles" });
  private readonly table = h("div", { cls: "pl-table", role: "table", "aria-label": "三级网格负荷，现状与调后" });
  private readonly past = h("section", { cls: "pl-past" });
  private readonly select = h("select", { "aria-label": "社区(村)", onchange: () => this.hooks.focus(this.select.value) });
  private now: Now | null = null;
  private held = new Set<string>();

  constructor(private readonly hooks: SideHooks, commit: () => void, drop: () => void) {
    this.step = new Step(commit, drop);
    fill(this.root, this.head, this.tabs, this.mix, h("div", { cls: "pl-scroll" }, this.tiles, this.table, this.past), this.step.root, this.step.foot);
  }
  /** Something more at the end of what scrolls. */
  below(part: HTMLElement): void { this.past.after(part); }
  communities(list: { id: string; name: string }[]): void {
    fill(this.select, list.map((c) => h("option", { value: c.id }, c.name)));
  }
  show(now: Now, held: Set<string>): void {
    this.now = now;
    this.held = held;
    this.select.value = now.panel.id;
    fill(this.head, h("div", { cls: "ogm-control ogm-select" }, this.select, icon("down", 14)), h("span", null, `${now.panel.rows.length} 个三级网格`));
    fill(this.tabs, COLUMNS.map((c) => h("button", { type: "button", title: c.word, "aria-pressed": String(this.column === c.key), onclick: () => { this.column = c.key; this.draw(); this.hooks.measure(); } }, c.title)));
    this.draw();
    fill(this.past, h("h2", null, "本方案已改", h("small", null, `可撤销 ${now.undo} 步`)),
      now.log.length ? h("ol", null, now.log.map((s) => h("li", null, h("b", null, s.title), h("span", null, s.told), h("small", null, `${s.who} ${s.at}`)))) : h("p", { cls: "ogm-soft" }, "还没有改动。在地图上选中微网格，再点要划入的三级网格。"));
  }
  /** Deviation from the mean of the community by the chosen measure, by L3. */
  deviations(): Map<string, number> {
    const rows = this.now?.panel.rows ?? [];
    const { mean } = even(rows, 1, this.column, this.weights);
    return new Map(rows.map((row) => [row.id, deviation(row, 1, this.column, this.weights, mean) ?? 0]));
  }
  says(id: string): string {
    const row = this.now?.panel.rows.find((r) => r.id === id);
    const { unit } = COLUMNS.find((c) => c.key === this.column)!;
    return row ? `${text(row, 1, this.column, this.weights)} ${unit}` : "";
  }

  private draw(): void {
    const { panel } = this.now!;
    const column = COLUMNS.find((c) => c.key === this.column)!;
    [...this.tabs.children].forEach((b, i) => b.setAttribute("aria-pressed", String(COLUMNS[i].key === this.column)));
    this.mixer();
    const [before, after] = [even(panel.rows, 0, this.column, this.weights), even(panel.rows, 1, this.column, this.weights)];
    const tile = (title: string, a: string, b: string, better: boolean | null) => h("div", { cls: "pl-tile" }, h("span", null, title), h("p", null, a !== b ? [h("span", { cls: "pl-was" }, a), " → "] : null, h("b", { cls: better === null || a === b ? "" : better ? "good" : "bad" }, b)));
    const less = (a?: number | null, b?: number | null) => (a === null || a === undefined || b === null || b === undefined ? null : b < a);
    const most = (v: number | null) => (v === null ? "—" : `${Math.round(v * 100)}%`);
    fill(this.tiles,
      tile("最大 / 最小", fixed(before.ratio, 1), fixed(after.ratio, 1), less(before.ratio, after.ratio)),
      tile("最大偏差", most(before.worst), most(after.worst), less(before.worst, after.worst)),
      tile("变异系数", fixed(before.cv, 2), fixed(after.cv, 2), less(before.cv, after.cv)),
      tile("紧凑度", fixed(panel.before.roundness, 2), fixed(panel.after.roundness, 2), less(panel.after.roundness, panel.before.roundness)));
    const norms = panel.rows.filter((row) => row.norm && row.norm !== "合规").length;
    fill(this.table,
      h("div", { cls: "pl-tr pl-th", role: "row" }, h("span", null, "三级网格"), h("span", null, `现状（${column.unit}）`), h("span", null, "调后"), h("span", null, after.mean === null ? "与均值之差" : `与均值 ${shownMean(after.mean)} 之差`), h("span", null, "")),
      panel.rows.map((row) => this.row(row, before.mean, after.mean)),
      norms ? h("p", { cls: "pl-norms" }, `户数标准：${norms} 个偏多或偏少，其余合规。`) : h("p", { cls: "pl-norms" }, "户数标准：全部合规。"),
      panel.rounded && ROUNDED.has(this.column) ? h("p", { cls: "pl-norms" }, "户、人取整到十，偏差与均衡核定的可差几个百分点。") : null);
    this.table.title = `${column.word}；紧凑度为 4π×面积÷周长²（Polsby 与 Popper，1991），圆为 1。`;
  }
  private mixer(): void {
    if (this.column !== "mix") return fill(this.mix);
    if (this.mix.childElementCount) return;
    const part = (key: keyof Weights, title: string) => {
      const input = h("input", { type: "number", min: "0", max: "20", step: "1", value: String(this.weights[key]), "aria-label": `${title}的权重` });
      input.addEventListener("change", () => {
        const n = Math.max(0, Math.min(20, Math.round(Number(input.value) || 0)));
        const next = { ...this.weights, [key]: n };
        if (next.household + next.care + next.event > 0) this.weights = next;
        input.value = String(this.weights[key]);
        this.draw();
        this.hooks.measure();
      });
      return h("label", null, title, " ×", input);
    };
    fill(this.mix, h("span", null, "1 分 ="), part("household", "户"), part("care", "九色"), part("event", "诉求"));
  }
  private row(row: Row, wasMean: number | null, mean: number | null): HTMLElement {
    const [a, b] = [text(row, 0, this.column, this.weights), text(row, 1, this.column, this.weights)];
    const changed = a !== b;
    const dev = deviation(row, 1, this.column, this.weights, mean);
    const was = deviation(row, 0, this.column, this.weights, wasMean);
    const at = (v: number) => 50 + Math.max(-1, Math.min(1, v)) * 48;
    const bar = dev === null ? null : h("i", { cls: dev < 0 ? "less" : "more", css: { left: `${Math.min(50, at(dev))}%`, width: `${Math.abs(at(dev) - 50)}%` } });
    const tick = was !== null && dev !== null && Math.abs(was - dev) > 0.004 ? h("u", { css: { left: `${at(was)}%` } }) : null;
    const locked = this.held.has(row.id);
    const choose = () => (this.step.choosing ? this.hooks.target(row.id) : this.hooks.row(row.id));
    return h("div", {
      cls: `pl-tr${changed ? " changed" : ""}`, role: "row", tabindex: "0", title: row.norm && row.norm !== "合规" ? `户数${row.norm}（参照标准）` : "",
      onclick: choose, onkeydown: (e: KeyboardEvent) => { if (e.key === "Enter" && e.target === e.currentTarget) { e.stopPropagation(); choose(); } },
      onmouseenter: () => this.hooks.hover(row.id), onmouseleave: () => this.hooks.hover(null),
    }, h("span", { title: row.name }, short(row.name), row.norm && row.norm !== "合规" ? h("em", null, row.norm) : null), h("span", null, a, changed ? " →" : ""), h("span", null, changed ? h("b", null, b) : ""),
      h("span", { cls: "pl-dev" }, h("span", { cls: "pl-bar" }, bar, tick), h("span", null, share(dev))),
      h("button", { type: "button", cls: `pl-lock${locked ? " on" : ""}`, title: locked ? "解锁" : "锁定：不许进出", "aria-label": `${locked ? "解锁" : "锁定"}${row.name}`, onclick: (e: Event) => { e.stopPropagation(); this.hooks.lock(row.id); } }, icon(locked ? "locked" : "unlocked", 16)));
  }
  mark(id: string | null): void {
    const rows = this.now?.panel.rows ?? [];
    [...this.table.querySelectorAll(".pl-tr:not(.pl-th)")].forEach((el, i) => el.classList.toggle("hot", rows[i]?.id === id));
  }
  /** By what a balance weighs now, in words. */
  get measure(): string { return this.column === "mix" ? said(this.weights) : COLUMNS.find((c) => c.key === (this.column === "events" || this.column === "care" ? this.column : "households"))!.word; }
}
function shownMean(mean: number): string { return String(mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean)); }
