// The circles on the map: sources and layers of their own, between the base map and the borders.
import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, LayerSpecification, Map as GlMap } from "maplibre-gl";
import { BOLD } from "../map/style.ts";

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const KEYS = ["supply", "gaps", "bands", "shared", "borders", "next", "area", "way", "spots"] as const;
type Key = (typeof KEYS)[number];
export type Part = "b1" | "b2" | "b3" | "gaps" | "next" | "borders" | "shared" | "supply";
const UNDER = new Set(["hexes", "dedicated", "micro", "l3", "l2", "l1"]);
const LABEL = 13;

export class Draw {
  private held = new Map<Key, FeatureCollection>();
  private shown: ReadonlySet<Part> = new Set();

  constructor(private readonly map: GlMap, private readonly token: (name: string, fallback: string) => string, private readonly slow: boolean) {}

  /** Put the layers in, once the map has its style; again after a lost context. */
  add(): void {
    if (this.map.getSource("reach-bands")) return;
    for (const key of KEYS) this.map.addSource(`reach-${key}`, { type: "geojson", data: this.held.get(key) ?? EMPTY, maxzoom: 14, buffer: 32, tolerance: 0.4 });
    const before = this.map.getStyle().layers.find((l) => "source" in l && UNDER.has(String(l.source)))?.id;
    for (const layer of this.layers()) this.map.addLayer(layer, layer.type === "symbol" || /way|next-line/.test(layer.id) ? undefined : before);
    this.show(this.shown);
  }
  remove(): void {
    if (!this.map.getSource("reach-bands")) return;
    for (const layer of this.layers()) if (this.map.getLayer(layer.id)) this.map.removeLayer(layer.id);
    for (const key of KEYS) this.map.removeSource(`reach-${key}`);
    this.held.clear();
  }
  set(key: Key, data: FeatureCollection | null | undefined): void {
    this.held.set(key, data ?? EMPTY);
    (this.map.getSource(`reach-${key}`) as GeoJSONSource | undefined)?.setData(data ?? EMPTY);
  }
  show(parts: ReadonlySet<Part>): void {
    this.shown = parts;
    if (!this.map.getLayer("reach-bands")) return;
    const on = (id: string, yes: boolean) => this.map.setLayoutProperty(id, "visibility", yes ? "visible" : "none");
    const bands = [1, 2, 3].filter((n) => parts.has(`b${n}` as Part));
    this.map.setFilter("reach-bands", ["in", ["get", "n"], ["literal", bands]]);
    on("reach-edge", parts.has("b3"));
    on("reach-near", parts.has("b1"));
    for (const [id, part] of [["reach-supply", "supply"], ["reach-gaps", "gaps"], ["reach-borders", "borders"], ["reach-shared", "shared"], ["reach-shared-fall", "shared"], ["reach-shared-rise", "shared"], ["reach-next", "next"], ["reach-next-line", "next"]] as const) on(id, parts.has(part));
    this.map.setFilter("reach-spots", parts.has("next") ? null : ["!=", ["get", "kind"], "next"]);
  }

  private layers(): LayerSpecification[] {
    const teal = this.token("teal", "#0F7B6C");
    const deep = this.token("teal_text", "#0B5E53");
    const accent = this.token("accent", "#14508C");
    const gap = this.token("gap", "#52606D");
    const ink = this.token("ink2", "#52606D");
    const fill = (id: string, source: Key, paint: object): LayerSpecification => ({ id: `reach-${id}`, type: "fill", source: `reach-${source}`, paint: { "fill-antialias": !this.slow, ...paint } }) as LayerSpecification;
    const line = (id: string, source: Key, paint: object): LayerSpecification => ({ id: `reach-${id}`, type: "line", source: `reach-${source}`, layout: { "line-join": "round", "line-cap": "round" }, paint }) as LayerSpecification;
    return [
      fill("supply", "supply", { "fill-color": ["match", ["get", "n"], ...[1, 2, 3, 4, 5].flatMap((n) => [n, this.token(`ramp${n}`, "#7FB3D9")]), "#FFFFFF"], "fill-opacity": 0.75, "fill-antialias": false }),
      fill("gaps", "gaps", { "fill-pattern": `hatch:${gap}:0.8:8`, "fill-opacity": 0.5 }),
      // Bands lie on one another: the nearer, the deeper.
      fill("bands", "bands", { "fill-color": teal, "fill-opacity": 0.2, "fill-antialias": false }),
      // Not by colour alone: the nearest is dotted, the farthest has an edge.
      { ...fill("near", "bands", { "fill-pattern": `hatch:${deep}:0.7:7:dots`, "fill-opacity": 0.45 }), filter: ["==", ["get", "n"], 1] } as LayerSpecification,
      fill("shared", "shared", { "fill-color": accent, "fill-opacity": 0.13, "fill-antialias": false }),
      // Where three are near both lie on one another, and the lines cross.
      ...(["fall", "rise"] as const).map((form, i) => ({ ...fill(`shared-${form}`, "shared", { "fill-pattern": `hatch:${accent}:0.7:7:${form}`, "fill-opacity": 0.4 }), filter: ["==", ["get", "n"], i + 1] }) as LayerSpecification),
      { ...line("edge", "bands", { "line-color": teal, "line-width": 1.3 }), filter: ["==", ["get", "n"], 3] } as LayerSpecification,
      line("borders", "borders", { "line-color": ink, "line-width": 1.4, "line-dasharray": [3, 2] }),
      fill("next", "next", { "fill-color": accent, "fill-opacity": 0.12, "fill-antialias": false }),
      line("next-line", "next", { "line-color": accent, "line-width": 1.6, "line-dasharray": [3, 2] }),
      line("area", "area", { "line-color": teal, "line-width": 2.4 }),
      line("way-case", "way", { "line-color": "#FFFFFF", "line-width": ["match", ["get", "n"], 1, 7, 5] }),
      line("way", "way", { "line-color": ["match", ["get", "n"], 1, accent, "#5F8DB5"], "line-width": ["match", ["get", "n"], 1, 4, 3] }),
      {
        id: "reach-spots", type: "symbol", source: "reach-spots",
        layout: {
          "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-padding": 0, "symbol-sort-key": ["get", "sort"],
          "text-field": ["coalesce", ["get", "label"], ""], "text-font": BOLD, "text-size": LABEL, "text-variable-anchor-offset": ["left", [1.3, 0], "right", [-1.3, 0], "top", [0, 1.2], "bottom", [0, -1.2]], "text-optional": true, "text-padding": 3,
        },
        paint: { "text-color": ["match", ["get", "kind"], "next", accent, this.token("ink", "#1F2933")], "text-halo-color": "#FFFFFF", "text-halo-width": 2 },
      } as LayerSpecification,
    ];
  }
}
