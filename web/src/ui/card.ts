// The card of a grid (亮身份): whose it is, what was promised, and how it stands.
import type { Card, Manifest, Rail } from "../contract.ts";
import { count, people } from "../format.ts";
import { sample, statusSign } from "../glyphs.ts";
import { h, icon } from "./dom.ts";

// What the rail and its card ask of the page.
export interface RailHooks {
  pick(code: string): void;
  open(what: string, code: string): void;
  hover(code: string | null): void;
  close(): void;
  retry(): void;
  links(): { sheet?: string; circles?: string };
}

export function card(data: Rail, c: Card, manifest: Manifest, hooks: RailHooks): Node[] {
  const body: Node[] = [];
  if (c.lead.length || c.promise)
    body.push(h("section", { cls: "ogm-lead" }, h("div", null, c.lead.slice(0, 3).map((p) => h("span", null, h("small", null, p.role), h("b", null, p.name)))), c.promise ? h("p", null, icon("check", 16), c.promise) : null));
  if (c.facts.length)
    body.push(h("div", { cls: "ogm-facts" }, c.facts.slice(0, 4).map((f) => h("div", null, h("b", null, figure(f.value)), h("span", { title: f.title }, f.unit && f.unit !== f.title && !f.title.startsWith(f.unit) ? f.unit + f.title : f.title)))));
  if (c.events) body.push(events(data, c, manifest, hooks));
  if (c.visits) body.push(visits(c.visits));
  if (c.nine) body.push(nine(c.nine, manifest));
  const lines: [string, Node | string][] = [];
  if (c.ledger_pct !== null && c.ledger_pct !== undefined) lines.push(["底册", h("span", null, h("b", null, `${count(c.ledger_pct)}%`), " 30 日内核实")]);
  if (c.center) lines.push(["中心", h("span", null, c.center.name ? h("b", null, c.center.name) : null, c.center.minutes !== null && c.center.minutes !== undefined ? ` ${count(c.center.minutes)} 分钟` : "", c.center.hours ? ` ${c.center.hours}` : "", c.center.method ? ` ${c.center.method}` : "")]);
  for (const d of c.dedicated?.slice(0, 3) ?? []) lines.push(["专属", h("button", { type: "button", cls: "ogm-inline", onclick: () => hooks.pick(d.code) }, h("b", null, d.code.slice(-3)), ` ${d.name}`)]);
  if (lines.length) body.push(h("dl", { cls: "ogm-lines" }, lines.flatMap(([k, v]) => [h("dt", null, k), h("dd", null, v)])));
  const links = hooks.links();
  return [
    h("div", { cls: "ogm-cardbody" }, body),
    h("footer", { cls: "ogm-actions" },
      h("button", { type: "button", cls: "ogm-button primary", onclick: () => hooks.open("events", data.code) }, "看诉求"),
      links.circles ? h("a", { cls: "ogm-button", href: links.circles }, "服务圈") : null,
      links.sheet ? h("a", { cls: "ogm-button", href: links.sheet }, icon("download", 16), "出图") : null),
  ];
}

/** Figures of four digits stand in full, longer ones in 万: four facts share one line. */
function figure(value: number | string | null): string {
  if (value === null) return "—";
  const n = typeof value === "number" ? value : /^[\d,]+$/.test(value) ? Number(value.replaceAll(",", "")) : NaN;
  return Number.isNaN(n) ? String(value) : people(n).replace(" ", "");
}

function events(data: Rail, c: Card, manifest: Manifest, hooks: RailHooks): HTMLElement {
  const e = c.events!;
  const color = (i: number) => manifest.statuses[i]?.color ?? "#AEBBC8";
  const parts: [string, number, string, number][] = [["超期", e.overdue, color(2), 2], ["待接单", e.waiting, color(0), 0], ["办理中", e.doing, color(1), 1], ["办结", e.done, color(3), 3]];
  const total = parts.reduce((sum, p) => sum + p[1], 0);
  return h("section", { cls: "ogm-events" },
    h("h3", null, h("b", null, "诉求"), h("span", null, total ? "" : "没有"), h("button", { type: "button", cls: "ogm-inline", onclick: () => hooks.open("events", data.code) }, "看清单 ›")),
    total ? h("div", { cls: "ogm-stack", role: "img", "aria-label": parts.map((p) => `${p[0]} ${p[1]}`).join("，") }, parts.filter((p) => p[1]).map((p) => h("i", { css: { flex: `${p[1]} 0 6px`, background: p[2] } }))) : null,
    h("div", { cls: "ogm-keys" }, parts.map(([t, n, col, at], i) => h("span", null, statusSign(at, col), `${t} `, h("b", { cls: i === 0 && n ? "red" : "" }, count(n))))),
    c.latest ? h("div", { cls: "ogm-latest" }, c.latest.overdue ? h("i", { cls: "ogm-tri" }) : h("i", { cls: "ogm-dot" }), h("div", null, h("b", null, c.latest.title), h("span", null, c.latest.line))) : null);
}

function visits(v: NonNullable<Card["visits"]>): HTMLElement {
  const share = v.done !== null && v.due ? Math.min(1, v.done / v.due) : 0;
  const goal = v.target_share === null || v.target_share === undefined ? null : v.target_share > 1 ? v.target_share / 100 : v.target_share;
  return h("section", { cls: "ogm-visits" },
    h("h3", null, h("b", null, "走访"), h("span", null, v.month), h("small", null, v.last_visit ? `末次 ${v.last_visit}` : "")),
    h("div", { cls: "ogm-meter" }, h("i", { css: { width: `${100 * share}%` } }), goal !== null ? h("u", { css: { left: `${100 * Math.min(1, goal)}%` }, title: `今日应达 ${Math.round(100 * goal)}%` }) : null),
    h("p", null, h("span", null, "已访 ", h("b", null, count(v.done)), ` / ${count(v.due)} 户`), v.last_patrol ? h("span", null, "巡查末次 ", h("b", null, v.last_patrol)) : null));
}

function nine(n: NonNullable<Card["nine"]>, manifest: Manifest): HTMLElement {
  const groups = new Map(manifest.groups.map((g) => [g.code, g]));
  const hidden = n.cells.some((c) => c.value === null);
  return h("section", { cls: "ogm-nine" },
    h("h3", null, h("b", null, "九色"), h("span", null, `${n.at}合计${hidden ? "，— 为隐去" : ""}`)),
    h("div", null, n.cells.map((cell) => {
      const g = groups.get(cell.group);
      return h("span", { title: g?.title ?? "" }, g ? sample(`${g.shape || "disc"}:${g.color}:11:0:${g.glyph}:${g.ink || "#FFFFFF"}`) : null, h("b", null, count(cell.value)));
    })));
}
