// Finds room for the overdue blocks: ▲, its count and the name of the place are one thing, and no two of them touch.

export interface XY { x: number; y: number }
export interface Box { l: number; t: number; r: number; b: number }
export type Form = "below" | "above" | "right" | "left";
export interface Want {
  id: number;
  n: number;
  /** Where the triangle may stand, in px, best first. */
  spots: XY[];
  /** Half height of the triangle, width of the count right of it, width of the name. */
  r: number;
  digits: number;
  name: number;
  /** Whether a point lies in the place itself: its name should. */
  inside?: (p: XY) => boolean;
}
export interface Placed { id: number; at: XY; form: Form; box: Box }

const HEIGHT = 16;
const GAP = 2;
const FORMS: [Form, number][] = [["below", 0], ["above", 2], ["right", 3], ["left", 4]];

/** The room a block takes around its triangle at (0, 0): the sign with its count, and the name. */
export function parts(w: Pick<Want, "r" | "digits" | "name">, form: Form): [Box, Box] {
  const { r, digits, name } = w;
  const sign: Box = { l: -r - GAP, t: -r - GAP, r: r + GAP + digits, b: r + GAP };
  if (!name) return [sign, sign];
  const mid = (digits ? digits + 2 : 0) / 2;
  if (form === "below") return [sign, { l: mid - name / 2, t: r + 1, r: mid + name / 2, b: r + 1 + HEIGHT }];
  if (form === "above") return [sign, { l: mid - name / 2, t: -r - 1 - HEIGHT, r: mid + name / 2, b: -r - 1 }];
  if (form === "right") return [sign, { l: r + digits + 5, t: -HEIGHT / 2, r: r + digits + 5 + name, b: HEIGHT / 2 }];
  return [sign, { l: -r - 4 - name, t: -HEIGHT / 2, r: -r - 4, b: HEIGHT / 2 }];
}

/** Where the middle of the name stands, from the triangle, in px. */
export function nameAt(w: Pick<Want, "r" | "digits" | "name">, form: Form): XY {
  const [, n] = parts(w, form);
  return { x: (n.l + n.r) / 2, y: (n.t + n.b) / 2 };
}

/**
 * Greedy, most overdue first. A block never touches another one; stars are avoided where there is room.
 * What finds no room at all is left out rather than drawn without its name.
 */
export function place(wants: readonly Want[], stars: readonly Box[]): Placed[] {
  const out: Placed[] = [];
  for (const w of [...wants].sort((a, b) => b.n - a.n || a.id - b.id)) {
    let best: { placed: Placed; cost: number } | null = null;
    const home = w.spots[0];
    for (const at of w.spots) {
      const away = Math.hypot(at.x - home.x, at.y - home.y) * 0.5;
      if (best && away >= best.cost) continue;
      for (const [form, extra] of FORMS) {
        const boxes = parts(w, form).map((b) => ({ l: b.l + at.x, t: b.t + at.y, r: b.r + at.x, b: b.b + at.y }));
        const box: Box = { l: Math.min(boxes[0].l, boxes[1].l), t: Math.min(boxes[0].t, boxes[1].t), r: Math.max(boxes[0].r, boxes[1].r), b: Math.max(boxes[0].b, boxes[1].b) };
        let cost = away + extra;
        for (const s of stars) for (const b of boxes) if (touch(s, b, 0)) cost += 24;
        if (w.inside && !w.inside({ x: (boxes[1].l + boxes[1].r) / 2, y: (boxes[1].t + boxes[1].b) / 2 })) cost += 9;
        if (best && cost >= best.cost) continue;
        if (out.some((o) => touch(o.box, box, GAP))) continue;
        best = { placed: { id: w.id, at, form, box }, cost };
      }
    }
    if (best) out.push(best.placed);
  }
  return out;
}

export function touch(a: Box, b: Box, gap: number): boolean {
  return a.l < b.r + gap && b.l < a.r + gap && a.t < b.b + gap && b.t < a.b + gap;
}

/** Points of a square raster inside a shape, nearest to `home` first; `home` itself always leads. */
export function spots(home: XY, bounds: Box, inside: (p: XY) => boolean, step: number, most: number): XY[] {
  const found: XY[] = [];
  for (let x = home.x - step * Math.floor((home.x - bounds.l) / step); x <= bounds.r; x += step)
    for (let y = home.y - step * Math.floor((home.y - bounds.t) / step); y <= bounds.b; y += step)
      if ((x !== home.x || y !== home.y) && inside({ x, y })) found.push({ x, y });
  const far = (p: XY) => Math.hypot(p.x - home.x, p.y - home.y);
  return [home, ...found.sort((a, b) => far(a) - far(b)).slice(0, most)];
}
