// The left panel of 诉求: how it is drawn, and which of the events count; every row says how many there are.
import type { Manifest } from "../contract.ts";
import { count } from "../format.ts";
import { fill, h } from "../ui/dom.ts";
import type { Ask } from "./ask.ts";
import { type Cube, DUES } from "./cube.ts";

type Column = "cls" | "src" | "st" | "due";

export class Filters {
  readonly root = h("aside", { cls: "ogm-panel ogm-issfilter", "aria-label": "筛选" });
  constructor(private readonly m: () => Manifest, private readonly ask: () => Ask, private readonly set: (patch: Partial<Ask>) => void) {}

  draw(cube: Cube, root: number, looks: { title: string; url: string; active?: boolean }[]): void {
    const ask = this.ask();
    const open = new Set([...this.root.querySelectorAll("details[open]")].map((d) => d.getAttribute("data-key")));
    const first = !this.root.childElementCount;
    const m = this.m();
    const choice = (title: string, on: boolean, patch: Partial<Ask>) => h("button", { type: "button", "aria-pressed": String(on), onclick: () => this.set(patch) }, title);
    fill(this.root,
      h("nav", { cls: "ogm-looks", "aria-label": "看" }, h("h3", null, "看"), looks.map((l) => h("a", { href: l.url, cls: l.active ? "active" : "", "aria-current": l.active ? "page" : null }, l.title))),
      h("section", null, h("h3", null, "画法"),
        h("div", { cls: "ogm-tabs wide" }, choice("六边形", ask.by === "hexes", { by: "hexes" }), choice("社区(村)", ask.by === "l2", { by: "l2" })),
        h("div", { cls: "ogm-tabs wide" }, choice("本期", !ask.pair, { pair: false }), choice("与上期并排", ask.pair, { pair: true }))),
      this.group("cls", "11 个方面", m.classes.map((c) => c.title), cube, root, true, open, first, m.classes.map((c) => c.glyph)),
      this.group("st", "状态", m.statuses.map((s) => s.title), cube, root, true, open, first),
      this.group("due", "时限", [...DUES], cube, root, false, open, first),
      this.group("src", "来源", m.sources.map((s) => (typeof s === "string" ? s : s.title)), cube, root, false, open, first),
    );
  }

  private group(column: Column, title: string, names: string[], cube: Cube, root: number, shown: boolean, open: Set<string | null>, first: boolean, glyphs?: string[]): HTMLElement {
    const chosen = this.ask()[column];
    const parts = cube.parts(column, cube.now, this.ask(), root);
    const rows = names.map((name, i) => ({ name, i, n: parts.get(i) ?? 0 })).filter((r) => r.n || chosen?.has(r.i));
    const most = Math.max(1, ...rows.map((r) => r.n));
    const toggle = (i: number) => {
      const next = new Set(chosen ?? []);
      if (!next.delete(i)) next.add(i);
      this.set({ [column]: next.size ? next : null });
    };
    const body = rows.map((r) => h("button", { type: "button", cls: "ogm-issrow", "aria-pressed": String(!!chosen?.has(r.i)), onclick: () => toggle(r.i) },
      glyphs ? h("b", { cls: "ogm-issglyph", "aria-hidden": "true" }, glyphs[r.i]) : null, h("span", null, r.name), h("i", { css: { width: `${(100 * r.n) / most}%` } }), h("span", null, count(r.n))));
    return h("details", { "data-key": column, open: first ? shown || !!chosen : open.has(column) },
      h("summary", null, h("span", null, title), chosen ? h("button", { type: "button", cls: "ogm-inline", onclick: (e: Event) => { e.preventDefault(); this.set({ [column]: null }); } }, "全选") : null),
      ...body);
  }
}
