// The names of the 片区 in the empty sides of a tall district, each with a line to a dot inside it.
import { rings, spans, type Area } from "../geometry.ts";
import type { Box } from "../map/blocks.ts";
import { h, s } from "./dom.ts";

export interface CalloutItem { code: string; name: string; size: string; facts: [string, string, boolean][]; color: string; area: Area }
type XY = { x: number; y: number };
const HIGH = 72, WIDE = 168, GAP = 22, EDGE = 22;

/** Lay the callouts out; false when a side has too little room, then the names belong on the map itself. */
export function callouts(host: HTMLElement, items: CalloutItem[], project: (p: [number, number]) => XY, size: { w: number; h: number }, blocked: { left: number; right: number }, names: Box[], pick: (code: string) => void): boolean {
  const shapes = items.map((i) => rings(i.area, project));
  const all = shapes.flat(2);
  if (!all.length) return clear(host);
  const left = Math.min(...all.map((p) => p.x));
  const right = Math.max(...all.map((p) => p.x));
  const top = Math.min(...all.map((p) => p.y));
  const bottom = Math.max(...all.map((p) => p.y));
  if (left < 200 || size.w - right < 200 || top < -40 || bottom > size.h + 40) return clear(host);
  const wide = Math.min(WIDE, left - EDGE - 20, size.w - right - EDGE - 20);
  if (wide < 150) return clear(host);

  const sides = items.map((_, i) => (["left", "right"] as const).map((side) => best(shapes, i, side, size.h, names)));
  let choice: number[] = [];
  let least = Infinity;
  for (let bits = 0; bits < 2 ** items.length; bits++) {
    const pickSide = items.map((_, i) => (bits >> i) & 1);
    const rightN = pickSide.reduce((a, b) => a + b, 0);
    const cost = pickSide.reduce((sum, sd, i) => sum + sides[i][sd].cost, 0) + 40 * Math.abs(items.length - 2 * rightN);
    if (cost < least) { least = cost; choice = pickSide; }
  }
  const cards: HTMLElement[] = [];
  const svg = s("svg", { width: size.w, height: size.h, "aria-hidden": "true" });
  for (const side of [0, 1]) {
    const members = items.map((_, i) => i).filter((i) => choice[i] === side).sort((a, b) => sides[a][side].dot.y - sides[b][side].dot.y);
    const floor = size.h - (side ? blocked.right : blocked.left);
    const ys = members.map((i) => sides[i][side].dot.y - 14);
    for (let k = 0; k < ys.length; k++) ys[k] = Math.max(ys[k], k ? ys[k - 1] + HIGH + GAP : 14);
    for (let k = ys.length - 1; k >= 0; k--) ys[k] = Math.min(ys[k], (k < ys.length - 1 ? ys[k + 1] : floor + GAP) - HIGH - GAP);
    members.forEach((i, k) => {
      const item = items[i];
      const x = side ? size.w - EDGE - wide : EDGE;
      const lo = Math.max(8, k ? ys[k - 1] + HIGH + GAP / 2 : 8);
      const hi = Math.min(floor - HIGH, k < ys.length - 1 ? ys[k + 1] - HIGH - GAP / 2 : Infinity);
      const { y, dot, knee } = route(shapes, i, side ? "right" : "left", Math.max(8, ys[k]), lo, hi, side ? x : x + wide, size.h, names);
      ys[k] = y;
      const from = { x: side ? x : x + wide, y: y + 14 };
      svg.append(s("path", { d: `M${from.x} ${from.y}H${knee.x.toFixed(1)}L${dot.x.toFixed(1)} ${dot.y.toFixed(1)}`, fill: "none", stroke: item.color, "stroke-width": 1.2 }), s("circle", { cx: dot.x, cy: dot.y, r: 3.2, fill: item.color, stroke: "#fff", "stroke-width": 1.2 }));
      cards.push(h("button", { type: "button", cls: `ogm-callout${side ? " right" : ""}`, css: { left: `${x}px`, top: `${y}px`, width: `${wide}px`, "border-color": item.color }, onclick: () => pick(item.code) },
        h("b", null, item.name), h("span", null, item.size), h("span", { cls: "ogm-callfacts" }, item.facts.map(([k, v, red]) => h("span", { cls: red ? "red" : "" }, `${k} `, h("b", null, v))))));
    });
  }
  host.replaceChildren(svg, ...cards);
  return true;
}

function clear(host: HTMLElement): boolean {
  host.replaceChildren();
  return false;
}

/** Card and dot together: the elbow line between them that crosses the fewest names, then the least of other shapes. */
function route(shapes: XY[][][], me: number, side: "left" | "right", wish: number, lo: number, hi: number, x: number, height: number, names: Box[]): { y: number; dot: XY; knee: XY } {
  const sign = side === "right" ? 1 : -1;
  const ends = dots(shapes, me, side, height);
  const edge = ends.length ? Math.min(...ends.map((e) => sign * e.dot.x)) : -Infinity;
  const near = names.filter((n) => Math.max(sign * n.l, sign * n.r) > edge - 6);
  let found = { y: wish, dot: { x, y: wish }, knee: { x, y: wish } };
  let least = Infinity;
  for (let step = 0; step <= 10; step++)
    for (const y of step ? [wish + 6 * step, wish - 6 * step] : [wish]) {
      if (step && (y < lo || y > hi)) continue;
      for (const { dot, crossed, deep } of ends)
        for (const reach of [16, 56, 96]) {
          const rise = dot.y - (y + 14);
          const plain = crossed * 4 + Math.abs(rise) * 0.5 + step * 3 + reach * 0.1 + deep * 0.4;
          if (plain >= least) continue;
          const knee = { x: dot.x + sign * Math.min(Math.abs(rise) * 1.1 + reach, Math.abs(dot.x - x) - 8), y: y + 14 };
          const cost = plain + 90 * near.filter((n) => meets({ x, y: y + 14 }, knee, n) || meets(knee, dot, n)).length;
          if (cost < least) { least = cost; found = { y, dot, knee }; }
        }
    }
  return found;
}

/** Whether a stretch of line comes within 4 px of a name. */
export function meets(a: XY, b: XY, box: Box): boolean {
  const pad = 4;
  let [t0, t1] = [0, 1];
  for (const [from, d, lo, hi] of [[a.x, b.x - a.x, box.l - pad, box.r + pad], [a.y, b.y - a.y, box.t - pad, box.b + pad]]) {
    if (Math.abs(d) < 1e-9) { if (from < lo || from > hi) return false; continue; }
    const [p, q] = [(lo - from) / d, (hi - from) / d];
    t0 = Math.max(t0, Math.min(p, q));
    t1 = Math.min(t1, Math.max(p, q));
  }
  return t0 <= t1;
}

/** Where a line from this side may end: just inside the shape, with what it crosses of others on the way. */
function dots(shapes: XY[][][], me: number, side: "left" | "right", height: number): { dot: XY; crossed: number; deep: number }[] {
  const ys = shapes[me].flat().map((p) => p.y);
  const out: { dot: XY; crossed: number; deep: number }[] = [];
  for (let y = Math.max(20, Math.min(...ys) + 14); y <= Math.min(height - 60, Math.max(...ys) - 14); y += 5) {
    const own = spans(shapes[me], y).filter(([a, b]) => b - a > 26);
    if (!own.length) continue;
    const [from, to] = side === "left" ? own[0] : own[own.length - 1];
    const at = side === "left" ? from : to;
    let crossed = 0;
    shapes.forEach((shape, k) => {
      if (k === me) return;
      for (const [a, b] of spans(shape, y)) crossed += side === "left" ? Math.max(0, Math.min(b, at) - a) : Math.max(0, b - Math.max(a, at));
    });
    for (const deep of [9, 26, 44]) if (to - from > deep + 12) out.push({ dot: { x: at + (side === "left" ? deep : -deep), y }, crossed, deep });
  }
  return out;
}

/** The height at which a line from this side reaches the shape with the least of other shapes crossed. */
function best(shapes: XY[][][], me: number, side: "left" | "right", height: number, names: Box[]): { dot: XY; cost: number } {
  const ys = shapes[me].flat().map((p) => p.y);
  const lo = Math.max(20, Math.min(...ys) + 14);
  const hi = Math.min(height - 60, Math.max(...ys) - 14);
  const middle = (lo + hi) / 2;
  let found = { dot: { x: 0, y: middle }, cost: Infinity };
  for (const { dot, crossed } of dots(shapes, me, side, height)) {
    // A line through a name is worse than a crooked one.
    const covered = names.filter((p) => dot.y > p.t - 4 && dot.y < p.b + 4 && (side === "left" ? p.l < dot.x + 11 : p.r > dot.x - 11)).length;
    const cost = crossed * 4 + covered * 60 + Math.abs(dot.y - middle) * 0.45;
    if (cost < found.cost) found = { dot, cost };
  }
  return found;
}
