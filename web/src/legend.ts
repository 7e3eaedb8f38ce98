// Which lines the legend needs: what is on the map right now, and nothing else.
import { DONE, OVERDUE, type LayerEntry, type LegendItem, type Manifest } from "./contract.ts";
import { STATUS_SHAPE } from "./glyphs.ts";
import type { State } from "./store.ts";

/** What is in sight, as the map knows it. */
export interface Sight {
  zoom: number;
  /** Keys of layers with something in the window; null for a key nobody asked about counts as there. */
  seen: ReadonlyMap<string, boolean>;
  /** Overdue blocks, and drawn events by status. */
  blocks: number;
  status: readonly number[];
  clusters: number;
  classes: ReadonlySet<number>;
  ended: boolean;
  nine: number;
  /** Classes of the figure that colours communities; null where none does. */
  figure?: readonly LegendItem[] | null;
}
export type Line =
  | { kind: "item"; item: LegendItem; title: string }
  /** Several fills told apart by a character, in one row: their names stand on the map. */
  | { kind: "signs"; items: LegendItem[]; title: string }
  | { kind: "sign"; sign: string; title: string }
  | { kind: "classes"; rows: number[] };

/** Their counts and symbols are explained by lines of their own. */
const OWN = new Set(["figure", "labels", "overdue", "events", "hexes", "nine", "outline"]);

/** How strongly a style value shows at a zoom: numbers and straight interpolations; anything else counts as shown. */
export function strength(value: unknown, zoom: number): number {
  if (value === undefined || value === null) return 1;
  if (typeof value === "number") return value;
  if (!Array.isArray(value) || value[0] !== "interpolate") return 1;
  const stops = value.slice(3) as number[];
  if (zoom <= stops[0]) return Number(stops[1]);
  for (let i = 2; i < stops.length; i += 2)
    if (zoom <= stops[i]) return stops[i - 1] + ((stops[i + 1] - stops[i - 1]) * (zoom - stops[i - 2])) / (stops[i] - stops[i - 2]);
  return Number(stops[stops.length - 1]);
}

/** Whether any part of a layer is drawn at this zoom. */
export function drawn(layer: LayerEntry, zoom: number, shape?: string): boolean {
  if (zoom < (layer.minzoom ?? 0) || zoom > (layer.maxzoom ?? 24)) return false;
  if (!layer.specs.length) return true;
  // A tint that has faded is not explained by the thin line that stays.
  const parts = shape === "fill" ? layer.specs.filter((s) => s.type === "fill") : layer.specs;
  return (parts.length ? parts : layer.specs).some((s) => zoom >= (s.minzoom ?? 0) && zoom < (s.maxzoom ?? 24) && strength((s.paint as Record<string, unknown> | undefined)?.[`${s.type}-opacity`], zoom) > 0.06);
}

export function lines(m: Manifest, state: Pick<State, "on" | "st">, sight: Sight, panelShown: boolean): Line[] {
  const out: Line[] = [];
  const on = (key: string) => state.on.has(key);
  if (!panelShown)
    for (const l of m.layers)
      // A figure lies over the tints of the 片区.
      if (on(l.key) && !(l.key === "zones" && on("figure")) && l.group !== "底图" && !OWN.has(l.key) && drawn(l, sight.zoom, l.legend[0]?.shape) && sight.seen.get(l.key) !== false)
        if (l.legend.length > 1 && l.legend.every((item) => item.sign)) out.push({ kind: "signs", items: l.legend, title: l.title });
        else for (const item of l.legend) out.push({ kind: "item", item, title: item.title });
  if (on("figure")) for (const item of sight.figure ?? []) out.push({ kind: "item", item: item.shape === "ramp" ? { ...item, shape: "fill", stroke: "#CBD2D9" } : item, title: item.title });
  if (on("overdue") && sight.blocks > 0) out.push({ kind: "sign", sign: "over:9:5.6", title: "社区超期件数" });
  const ramp = m.layers.find((x) => x.key === "hexes");
  let first = true;
  if (on("hexes") && ramp?.ramp && sight.zoom <= (ramp.maxzoom ?? 24))
    ramp.ramp.colors.forEach((color, i) => {
      const from = i === 0 ? 1 : ramp.ramp!.breaks[i - 1];
      const to = ramp.ramp!.breaks[i];
      if (to !== undefined && to <= from) return;
      out.push({ kind: "item", item: { shape: "fill", color, stroke: "#CBD2D9", title: "" }, title: `${to === undefined ? `${from} 件及以上` : to - 1 === from ? `${from} 件` : `${from}–${to - 1} 件`}${first ? "（每格）" : ""}` });
      first = false;
    });
  if (sight.clusters) out.push({ kind: "sign", sign: "ring:2:1:1:0", title: "相近件数，环为状态" });
  if (!panelShown || sight.clusters)
    m.statuses.forEach((s, i) => {
      if (i !== DONE && (sight.status[i] ?? 0) > 0) out.push({ kind: "sign", sign: `${STATUS_SHAPE[i]}:${s.color}:${i === OVERDUE ? 7 : 5}:0`, title: s.title });
    });
  if (sight.ended) out.push({ kind: "sign", sign: `${STATUS_SHAPE[DONE]}:#5CB992:5:0`, title: "办结" });
  if (sight.classes.size) out.push({ kind: "classes", rows: [...sight.classes].sort((a, b) => a - b) });
  return out;
}
