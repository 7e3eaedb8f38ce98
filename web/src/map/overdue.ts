// The overdue blocks on the map: which places have one, where it stands at this zoom, and its features.
import type { Feature } from "geojson";
import { contains, type Area } from "../geometry.ts";
import type { Places } from "../places.ts";
import { latitude, longitude, mercatorX, mercatorY } from "../points.ts";
import { nameAt, place, spots, type Box, type Form, type Want, type XY } from "./blocks.ts";

/** From this zoom on the sign is larger; from the second one every event stands for itself. */
export const LARGE = 12, SINGLE = 14.5;
export const FORMS: readonly Form[] = ["below", "above", "right", "left"];
export const NAME_PX = 13;
const STAR = { small: 6.5, large: 11 };

export interface Block { row: number; at: [number, number]; mx: number; my: number; box: Box }

/** Size of the sign at a zoom: half height, and room for the digits right of it. */
export function sign(large: boolean, digits: number): { r: number; digits: number } {
  return { r: large ? 9 : 5.6, digits: digits ? digits * (large ? 9 : 7.8) + 3 : 0 };
}
/** Middle of the name from the triangle in em; left and right are anchored at their near edge instead. */
export function shift(large: boolean, digits: number, form: Form): [number, number] {
  const s = sign(large, digits);
  const p = nameAt({ ...s, name: 1e-6 }, form);
  return [p.x / NAME_PX, p.y / NAME_PX];
}

let ruler: CanvasRenderingContext2D | null = null;
export function nameWidth(text: string, font: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return text.length * NAME_PX;
  ruler.font = `700 ${NAME_PX}px ${font}`;
  return Math.ceil(ruler.measureText(text).width) + 2;
}

export interface Ground { places: Places; area(row: number): Area | undefined; stars: boolean; font: string; /** A phone from afar: the sign alone, with its number from three on. */ bare?: boolean }

/** Blocks of the places in `by` (community row -> count) at a zoom, and how to draw them. */
export function blocks(by: ReadonlyMap<number, number>, zoom: number, ground: Ground): { blocks: Block[]; features: Feature[] } {
  const { places } = ground;
  const large = zoom >= LARGE;
  const scale = 512 * 2 ** zoom;
  const px = ([lon, lat]: [number, number]): XY => ({ x: mercatorX(lon) * scale, y: mercatorY(lat) * scale });
  const lonlat = (p: XY): [number, number] => [longitude(p.x / scale), latitude(p.y / scale)];
  const star = large ? STAR.large : STAR.small;
  const stars: Box[] = ground.stars ? places.ofLevel("center").map((c) => px(places.at(c))).map((p) => ({ l: p.x - star, t: p.y - star, r: p.x + star, b: p.y + star })) : [];
  const wants: Want[] = [...by].map(([row, n]) => {
    const digits = ground.bare ? (n < 3 ? 0 : String(n).length) : n > 1 ? String(n).length : 0;
    const area = ground.area(row);
    const [w, s, e, north] = places.bbox(row);
    const a = px([w, north]);
    const b = px([e, s]);
    const inside = (p: XY) => { const [lon, lat] = lonlat(p); return !!area && contains(area, lon, lat); };
    const home = px(places.at(row));
    return { id: row, n, spots: area ? spots(home, { l: a.x, t: a.y, r: b.x, b: b.y }, inside, large ? 9 : 6, 90) : [home], inside, ...sign(large, digits), name: ground.bare ? 0 : nameWidth(places.label(row), ground.font) };
  });
  const out: Block[] = [];
  const features: Feature[] = [];
  const placed = place(wants, stars);
  // Without names nothing is torn apart when two signs touch: there every one is shown.
  if (ground.bare) {
    const there = new Set(placed.map((p) => p.id));
    placed.push(...wants.filter((w) => !there.has(w.id)).map((w) => ({ id: w.id, at: w.spots[0], form: "below" as const, box: { l: w.spots[0].x, t: w.spots[0].y, r: w.spots[0].x, b: w.spots[0].y } })));
  }
  for (const p of placed) {
    const n = by.get(p.id)!;
    const at = lonlat(p.at);
    out.push({ row: p.id, at, mx: p.at.x / scale, my: p.at.y / scale, box: { l: p.box.l / scale, t: p.box.t / scale, r: p.box.r / scale, b: p.box.b / scale } });
    features.push({ type: "Feature", properties: { n, label: ground.bare ? "" : places.label(p.id), icon: `over:${n}:${large ? 9 : 5.6}${ground.bare && n < 3 ? ":few" : ""}`, form: `${p.form}${n > 1 ? String(n).length : 0}` }, geometry: { type: "Point", coordinates: at } });
  }
  return { blocks: out, features };
}
