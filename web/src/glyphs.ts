// Paints the map's symbols on demand from their name, e.g. `star:#0F7B6C:8.5:2.4` (grammar: docs/house.md, 5.5).
export const FONT = '"Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","Noto Sans SC Variable","Microsoft YaHei",sans-serif';
const STATUS = ["#EAC927", "#396898", "#D51F0F", "#5CB992"];
/** By status: waiting, doing, overdue, done. Colour never stands alone. */
export const STATUS_SHAPE = ["square", "disc", "triangle", "diamond"];
export const STATUS_INK = ["#1F2933", "#FFFFFF", "#FFFFFF", "#12382A"];

type Draw = { w: number; h: number; paint: (c: CanvasRenderingContext2D) => void };

/** Pixels of the named symbol, or null when the name is not of the grammar. */
export function image(name: string, ratio: number): ImageData | null {
  const draw = plan(name);
  if (!draw) return null;
  const w = Math.max(1, Math.ceil(draw.w * ratio));
  const h = Math.max(1, Math.ceil(draw.h * ratio));
  const canvas = document.createElement("canvas");
  canvas.width = w;
  canvas.height = h;
  const c = canvas.getContext("2d", { willReadFrequently: true });
  if (!c) return null;
  c.scale(ratio, ratio);
  draw.paint(c);
  return c.getImageData(0, 0, w, h);
}

/** The sign of a status as it stands on the map, as an element. */
export function statusSign(i: number, color: string, r = 4.5): HTMLCanvasElement | null {
  return sample(`${STATUS_SHAPE[i] ?? "disc"}:${color}:${r}:0`);
}

/** The same symbol as an element, for legend and layer rows. */
export function sample(name: string, ratio = 2): HTMLCanvasElement | null {
  const draw = plan(name);
  if (!draw) return null;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(draw.w * ratio);
  canvas.height = Math.ceil(draw.h * ratio);
  canvas.style.width = `${draw.w}px`;
  canvas.style.height = `${draw.h}px`;
  canvas.setAttribute("aria-hidden", "true");
  const c = canvas.getContext("2d");
  if (!c) return null;
  c.scale(ratio, ratio);
  draw.paint(c);
  return canvas;
}

function plan(name: string): Draw | null {
  const [kind, ...a] = name.split(":");
  const num = (i: number, fallback: number) => (a[i] !== undefined && a[i] !== "" && Number.isFinite(Number(a[i])) ? Number(a[i]) : fallback);
  const color = (i: number) => (/^#[0-9a-fA-F]{6}$/.test(a[i] ?? "") ? a[i] : "#52606D");
  switch (kind) {
    case "star": case "triangle": case "square": case "diamond": case "house": case "disc": case "down": case "plus": case "hexagon": case "up": case "hex": case "cross": case "pentagon":
      return symbol(kind, color(0), num(1, 8), num(2, 2), a[3] ?? "", /^#/.test(a[4] ?? "") ? a[4] : "#FFFFFF");
    case "hatch": return hatch(color(0), num(1, 0.7), num(2, 7), a[3] ?? "rise");
    case "over": return overdue(num(0, 1), num(1, 5.6), a[2] === "few");
    case "ring": return ring(a.slice(0, 4).map(Number));
    case "nine": return nine(a);
    default: return null;
  }
}

function path(c: CanvasRenderingContext2D, kind: string, r: number): void {
  const poly = (n: number, turn: number, inner?: number) => {
    for (let i = 0; i < (inner ? 2 * n : n); i++) {
      const rr = inner && i % 2 ? inner * r : r;
      const t = turn + (i * 2 * Math.PI) / (inner ? 2 * n : n);
      c.lineTo(rr * Math.sin(t), -rr * Math.cos(t));
    }
    c.closePath();
  };
  c.beginPath();
  if (kind === "star") poly(5, 0, 0.42);
  else if (kind === "triangle" || kind === "up") { c.moveTo(0, -r); c.lineTo(r * 0.98, r * 0.78); c.lineTo(-r * 0.98, r * 0.78); c.closePath(); }
  else if (kind === "down") { c.moveTo(0, r); c.lineTo(r * 0.98, -r * 0.78); c.lineTo(-r * 0.98, -r * 0.78); c.closePath(); }
  else if (kind === "square") c.rect(-r * 0.86, -r * 0.86, r * 1.72, r * 1.72);
  else if (kind === "diamond") poly(4, 0);
  else if (kind === "hexagon" || kind === "hex") poly(6, 0);
  else if (kind === "pentagon") poly(5, 0);
  else if (kind === "plus" || kind === "cross") {
    const t = r * 0.42;
    const p: [number, number][] = [[-t, -r], [t, -r], [t, -t], [r, -t], [r, t], [t, t], [t, r], [-t, r], [-t, t], [-r, t], [-r, -t], [-t, -t]];
    const k = Math.SQRT1_2;
    for (const [x, y] of p) kind === "cross" ? c.lineTo((x - y) * k, (x + y) * k) : c.lineTo(x, y);
    c.closePath();
  } else if (kind === "house") { c.moveTo(0, -r); c.lineTo(r, -r * 0.15); c.lineTo(r * 0.78, -r * 0.15); c.lineTo(r * 0.78, r * 0.85); c.lineTo(-r * 0.78, r * 0.85); c.lineTo(-r * 0.78, -r * 0.15); c.lineTo(-r, -r * 0.15); c.closePath(); }
  else c.arc(0, 0, r, 0, 2 * Math.PI);
}

function symbol(kind: string, color: string, r: number, casing: number, text: string, ink: string): Draw {
  const half = r + casing + 1;
  return {
    w: 2 * half, h: 2 * half,
    paint(c) {
      c.translate(half, half);
      c.lineJoin = "round";
      path(c, kind, r);
      if (casing > 0) { c.strokeStyle = "#FFFFFF"; c.lineWidth = 2 * casing; c.stroke(); }
      c.fillStyle = color;
      c.fill();
      if (text) {
        const low = kind === "triangle" ? r * 0.24 : 0;
        letters(c, text.slice(0, 2), 0, low, kind === "triangle" ? r * 0.88 : Math.max(10, r * 1.2), ink);
      }
    },
  };
}

function letters(c: CanvasRenderingContext2D, text: string, x: number, y: number, size: number, ink: string, halo = 0, align: CanvasTextAlign = "center"): void {
  c.font = `700 ${size}px ${FONT}`;
  c.textAlign = align;
  c.textBaseline = "alphabetic";
  const m = c.measureText(text);
  const base = y + (m.actualBoundingBoxAscent - m.actualBoundingBoxDescent) / 2;
  if (halo) { c.strokeStyle = "#FFFFFF"; c.lineWidth = halo; c.lineJoin = "round"; c.strokeText(text, x, base); }
  c.fillStyle = ink;
  c.fillText(text, x, base);
}

/** One tile of a texture: rise, fall, cross, dots or bars. */
function hatch(color: string, width: number, gap: number, form: string): Draw {
  return {
    w: gap, h: gap,
    paint(c) {
      c.strokeStyle = color;
      c.fillStyle = color;
      c.lineWidth = width;
      const line = (x0: number, y0: number, x1: number, y1: number) => { c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke(); };
      if (form === "bars") return line(0, gap / 2, gap, gap / 2);
      if (form === "dots") {
        c.beginPath();
        c.arc(gap / 2, gap / 2, Math.max(0.9, width * 1.3), 0, 2 * Math.PI);
        return c.fill();
      }
      for (const k of [-gap, 0, gap]) {
        if (form !== "fall") line(k - 1, gap + 1, k + gap + 1, -1);
        if (form !== "rise") line(k - 1, -1, k + gap + 1, gap + 1);
      }
    },
  };
}

/** ▲ with its number to the right; a single one carries no number. */
function overdue(n: number, r: number, small: boolean): Draw {
  const size = r > 8 ? 15 : 13;
  const text = n > 1 && !small ? String(n) : "";
  const right = text ? text.length * size * 0.6 + 3 : 0;
  const w = 2 * (r + 3) + 2 * right;
  return {
    w, h: 2 * (r + 3),
    paint(c) {
      c.translate(w / 2, r + 3);
      c.lineJoin = "round";
      path(c, "triangle", r);
      c.strokeStyle = "#FFFFFF";
      c.lineWidth = 3.4;
      c.stroke();
      c.fillStyle = STATUS[2];
      c.fill();
      if (text) letters(c, text, r + 2, 0, size, "#B3261E", 3.2, "left");
    },
  };
}

/** White disc with a ring split by status and the number inside. */
function ring(parts: number[]): Draw {
  const total = parts.reduce((s, p) => s + (p || 0), 0);
  const R = 18;
  return {
    w: 2 * R + 4, h: 2 * R + 4,
    paint(c) {
      c.translate(R + 2, R + 2);
      c.beginPath();
      c.arc(0, 0, 17, 0, 2 * Math.PI);
      c.fillStyle = "#FFFFFF";
      c.shadowColor = "rgba(31,41,51,.22)";
      c.shadowBlur = 3;
      c.fill();
      c.shadowBlur = 0;
      let from = -Math.PI / 2;
      for (const s of [2, 0, 1, 3]) {
        if (!parts[s]) continue;
        const to = from + (2 * Math.PI * parts[s]) / total;
        c.beginPath();
        c.arc(0, 0, 13, from, to);
        c.strokeStyle = STATUS[s];
        c.lineWidth = 4.5;
        c.stroke();
        from = to;
      }
      letters(c, String(total), 0, 0, total > 99 ? 11 : 14, "#1F2933");
    },
  };
}

/** Up to nine groups, three in a row: `nine:字|COLOR|INK|SHAPE|NUMBER:…`. */
function nine(cells: string[]): Draw {
  const items = cells.slice(0, 9).map((c) => c.split("|"));
  const step = items.some((i) => (i[4] ?? "").length > 3) ? 46 : 32;
  const row = 38;
  return {
    w: Math.max(1, Math.min(3, items.length)) * step, h: row * Math.max(1, Math.ceil(items.length / 3)),
    paint(c) {
      items.forEach(([glyph, color, ink, shape, n], k) => {
        c.save();
        c.translate(step * (k % 3) + step / 2, 12 + row * Math.floor(k / 3));
        c.lineJoin = "round";
        path(c, shape || "disc", 9.5);
        c.strokeStyle = "#FFFFFF";
        c.lineWidth = 3;
        c.stroke();
        c.fillStyle = color;
        c.fill();
        letters(c, glyph, 0, 0, 10.5, ink || "#FFFFFF");
        letters(c, n, 0, 17, 12, "#1F2933", 3);
        c.restore();
      });
    },
  };
}
