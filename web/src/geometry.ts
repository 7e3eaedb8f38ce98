// Polygons of the levels on this side of the map: hits, outlines and the veil around a selected place.
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson";
import * as api from "./api.ts";
import type { Box, Level, Manifest } from "./contract.ts";
import type { Places } from "./places.ts";

export type Area = Polygon | MultiPolygon;
const SOURCE: Partial<Record<Level, string>> = { zone: "zones", l1: "l1", l2: "l2", l3: "l3", micro: "micro", dedicated: "dedicated", district: "outline" };

export class Geometry {
  private readonly loaded = new Map<Level, Map<string, Area>>();
  /** Properties of the areas that other parts draw with, e.g. the colour of a 片区. */
  readonly props = new Map<string, Record<string, unknown>>();
  private readonly asked = new Map<Level, Promise<Map<string, Area>>>();
  constructor(public manifest: Manifest, private readonly places: Places) {}

  forget(): void {
    this.loaded.clear();
    this.asked.clear();
  }

  /** The same address the map's worker asked for, so this comes from the browser's cache. */
  load(level: Level): Promise<Map<string, Area>> {
    let asked = this.asked.get(level);
    if (!asked) {
      const entry = this.manifest.layers.find((l) => l.key === SOURCE[level]);
      asked = !entry?.url
        ? Promise.resolve(new Map<string, Area>())
        : api.json<FeatureCollection>(entry.url).then((all) => {
            const map = new Map<string, Area>();
            for (const f of all.features) {
              const code = String((f.properties ?? {})["code"] ?? this.manifest.district.code);
              if (f.geometry.type === "Polygon" || f.geometry.type === "MultiPolygon") map.set(code, f.geometry);
              if (level === "zone") this.props.set(code, f.properties ?? {});
            }
            this.loaded.set(level, map);
            return map;
          });
      asked.catch(() => this.asked.delete(level));
      this.asked.set(level, asked);
    }
    return asked;
  }

  ready(level: Level): boolean { return this.loaded.has(level); }
  of(level: Level, code: string): Area | undefined { return this.loaded.get(level)?.get(code); }

  /** The row of the given level under a point, -1 when there is none or the level is not there yet. */
  hit(level: Level, lon: number, lat: number): number {
    const areas = this.loaded.get(level);
    if (!areas) return -1;
    for (const [code, area] of areas) {
      const row = this.places.row(code);
      if (row < 0) continue;
      const [w, s, e, n] = this.places.bbox(row);
      if (lon >= w && lon <= e && lat >= s && lat <= n && contains(area, lon, lat)) return row;
    }
    return -1;
  }
}

function polygons(area: Area): Position[][][] {
  return area.type === "Polygon" ? [area.coordinates] : area.coordinates;
}
export function contains(area: Area, lon: number, lat: number): boolean {
  for (const rings of polygons(area)) {
    let inside = false;
    for (const ring of rings)
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [xi, yi] = ring[i];
        const [xj, yj] = ring[j];
        if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
      }
    if (inside) return true;
  }
  return false;
}

/** Everything but the place: laid over the map it keeps the neighbours quiet. */
export function veil(area: Area, district: Box): Feature {
  const pad = 0.6;
  const [w, s, e, n] = [district[0] - pad, district[1] - pad, district[2] + pad, district[3] + pad];
  const outer: Position[] = [[w, s], [e, s], [e, n], [w, n], [w, s]];
  const parts = polygons(area);
  const solids: Feature["geometry"] = { type: "MultiPolygon", coordinates: [[outer, ...parts.map((p) => p[0])], ...parts.flatMap((p) => p.slice(1).map((hole) => [hole]))] };
  return { type: "Feature", properties: {}, geometry: solids };
}

/** Rings of an area in screen pixels, for leader lines. */
export function rings(area: Area, project: (p: [number, number]) => { x: number; y: number }): { x: number; y: number }[][] {
  return polygons(area).flatMap((p) => p.map((ring) => ring.map((c) => project([c[0], c[1]]))));
}

/** Where a horizontal line at `y` runs inside: sorted x pairs. */
export function spans(shape: { x: number; y: number }[][], y: number): [number, number][] {
  const xs: number[] = [];
  for (const ring of shape)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i];
      const b = ring[j];
      if (a.y > y !== b.y > y) xs.push(((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x);
    }
  xs.sort((p, q) => p - q);
  const out: [number, number][] = [];
  for (let i = 0; i + 1 < xs.length; i += 2) out.push([xs[i], xs[i + 1]]);
  return out;
}
