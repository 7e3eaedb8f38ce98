// 立体态势 on the wall: the live map leans back, every community stands up as a column, and the camera goes round.
import type { FeatureCollection, Polygon } from "geojson";
import type { GeoJSONSource, Map as GlMap } from "maplibre-gl";
import type { Manifest } from "../contract.ts";
import type { Tally } from "../events.ts";
import { count, short } from "../format.ts";
import type { Scene } from "../map/scene.ts";
import { BOLD } from "../map/style.ts";
import type { Places } from "../places.ts";
import { h } from "../ui/dom.ts";

/** As in the picture on the desk (geo/render/stacks.py, deck.py): the tallest column, its radius, the lean. */
const HEIGHT_M = 2400, RADIUS_M = 120, HEIGHT_PART = 0.15, RADIUS_PART = 0.0075, LEAN = 52, TURN = -16;
const ROUND_S = 150; // once round
const STEP_MS = 500; // software drawing goes round in steps
const NAMED = 12;
const M_A_DEGREE = 111_320;
export const LAYERS = ["base_land", "base_water", "zones", "hexes", "l2", "outline"];
const IDS = ["rel-open", "rel-late", "rel-idle", "rel-name"];

/** Six corners around a point, as a ring of degrees. */
function ring([lon, lat]: [number, number], r: number): [number, number][] {
  const kx = M_A_DEGREE * Math.cos((lat * Math.PI) / 180);
  return [0, 1, 2, 3, 4, 5, 0].map((k) => [lon + (r * Math.cos((k * Math.PI) / 3)) / kx, lat + (r * Math.sin((k * Math.PI) / 3)) / M_A_DEGREE]);
}

export class Relief {
  private scene: Scene | null = null;
  private timer = 0;
  on = false;

  /** Stand the columns of a place up and set off. */
  enter(scene: Scene, places: Places, m: Manifest, row: number, tally: (row: number) => Tally | null): void {
    const { map } = scene;
    this.scene = scene;
    this.on = true;
    this.layers(map, m);
    const [w, s, e, n] = places.bbox(row);
    const mid = (((s + n) / 2) * Math.PI) / 180;
    const across = Math.hypot((e - w) * M_A_DEGREE * Math.cos(mid), (n - s) * M_A_DEGREE);
    const rows = places.ofLevel("l2").filter((r) => places.inside(r, row)).map((r) => ({ r, t: tally(r) }));
    const open = (t: Tally | null) => (t ? t.waiting + t.doing + t.overdue : 0);
    const top = Math.max(1, ...rows.map(({ t }) => open(t)));
    const tallest = Math.min(HEIGHT_M, HEIGHT_PART * across);
    const radius = Math.min(RADIUS_M, RADIUS_PART * across);
    const named = new Set(rows.filter(({ t }) => open(t)).sort((a, b) => (b.t?.overdue ?? 0) - (a.t?.overdue ?? 0) || open(b.t) - open(a.t)).slice(0, NAMED).map(({ r }) => r));
    const data: FeatureCollection<Polygon> = { type: "FeatureCollection", features: rows.map(({ r, t }) => {
      const high = (tallest * open(t)) / top;
      const red = open(t) ? (high * (t?.overdue ?? 0)) / open(t) : 0;
      return { type: "Feature", properties: { high, low: high - red, red: red > 0, open: open(t) }, geometry: { type: "Polygon", coordinates: [ring(places.at(r), open(t) ? radius : radius * 0.6)] } };
    }) };
    (map.getSource("rel") as GeoJSONSource).setData(data);
    (map.getSource("rel-names") as GeoJSONSource).setData({ type: "FeatureCollection", features: rows.filter(({ r }) => named.has(r)).map(({ r, t }) => ({
      type: "Feature", properties: { text: short(places.title(r)), late: t?.overdue ? ` ▲${count(t.overdue)}` : "", n: -(t?.overdue ?? 0) }, geometry: { type: "Point", coordinates: places.at(r) },
    })) });
    map.setMaxPitch(60);
    // Wide enough for the place to turn in: leaning makes it shorter, turning makes it as wide as it is long.
    const { clientWidth: wide, clientHeight: tall } = map.getContainer();
    const px = Math.min(0.86 * wide, (0.8 * tall) / Math.cos((LEAN * Math.PI) / 180));
    const zoom = Math.log2((2 * Math.PI * 6378137 * Math.cos(mid) * px) / (512 * across));
    map.jumpTo({ center: [(w + e) / 2, (s + n) / 2 + 0.02 * (n - s)], zoom, pitch: LEAN, bearing: TURN });
  }
  /** Set off once the view stands. */
  go(): void {
    const { scene } = this;
    if (!scene || !this.on || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    if (!scene.slow) scene.map.easeTo({ bearing: TURN + 179, duration: (ROUND_S * 1000 * 179) / 360, easing: (t) => t });
    else this.timer = window.setInterval(() => scene.map.setBearing(scene.map.getBearing() + (360 * STEP_MS) / (ROUND_S * 1000)), STEP_MS);
  }
  leave(): void {
    if (!this.on || !this.scene) return;
    this.on = false;
    clearInterval(this.timer);
    const { map } = this.scene;
    map.stop();
    for (const id of IDS) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", "none");
    map.jumpTo({ pitch: 0, bearing: 0 });
    map.setMaxPitch(0);
  }

  private layers(map: GlMap, m: Manifest): void {
    if (map.getSource("rel")) {
      for (const id of IDS) map.setLayoutProperty(id, "visibility", "visible");
      return;
    }
    const empty: FeatureCollection = { type: "FeatureCollection", features: [] };
    const tone = (name: string, other: string) => m.tokens[name] ?? other;
    const column = { "fill-extrusion-opacity": 0.95, "fill-extrusion-vertical-gradient": false };
    for (const id of ["rel", "rel-names"]) map.addSource(id, { type: "geojson", data: empty });
    map.addLayer({ id: "rel-idle", type: "fill", source: "rel", filter: ["==", ["get", "open"], 0], paint: { "fill-color": tone("done", "#5CB992") } });
    map.addLayer({ id: "rel-open", type: "fill-extrusion", source: "rel", filter: [">", ["get", "low"], 0], paint: { ...column, "fill-extrusion-color": tone("l2_line", "#7B8794"), "fill-extrusion-height": ["get", "low"] } });
    map.addLayer({ id: "rel-late", type: "fill-extrusion", source: "rel", filter: ["get", "red"], paint: { ...column, "fill-extrusion-color": tone("overdue", "#D51F0F"), "fill-extrusion-base": ["get", "low"], "fill-extrusion-height": ["get", "high"] } });
    map.addLayer({
      id: "rel-name", type: "symbol", source: "rel-names",
      layout: { "text-field": ["format", ["get", "text"], {}, ["get", "late"], { "text-color": tone("overdue_text", "#B3261E") }], "text-font": BOLD, "text-size": 14, "text-anchor": "top", "text-offset": [0, 0.3], "symbol-sort-key": ["get", "n"] },
      paint: { "text-color": tone("ink", "#1F2933"), "text-halo-color": "#FFFFFF", "text-halo-width": 2 },
    });
  }
}

/** What height and colour mean; the classes of the hexagons stand in the map's own key. */
export function key(): HTMLElement[] {
  const line = (cls: string, text: string) => h("div", null, h("i", { cls: `ogm-relkey ${cls}` }), h("span", null, text));
  return [line("column", "柱高：未办结，红段：超期"), line("idle", "没有未办结")];
}
