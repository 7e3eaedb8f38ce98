// Counts painted on a map: hexagons or communities in classes of colour, hot cells outlined.
import type { ExpressionSpecification, Map as GlMap } from "maplibre-gl";
import { absolute } from "../api.ts";
import type { LayerEntry } from "../contract.ts";
import type { Places } from "../places.ts";

const CLEAR = "rgba(0,0,0,0)";
export const RAMP = ["#D0E3F1", "#9CC4E1", "#5F9ACB", "#2969A4", "#123E6B"];
export type By = "hexes" | "l2";

export class Cells {
  private drawn = new Map<number, number>();
  private marked = new Set<number>();
  private by: By = "hexes";

  constructor(private readonly map: GlMap, hexes: LayerEntry | undefined, private readonly places: Places) {
    if (hexes?.url) map.addSource("iss-hexes", { type: "geojson", data: absolute(hexes.url), promoteId: "hex", maxzoom: 14, tolerance: 0.5 });
    const before = map.getStyle().layers.find((l) => "source" in l && ["dedicated", "micro", "l3", "l2"].includes(String(l.source)))?.id;
    for (const [id, source] of [["iss-hexes", "iss-hexes"], ["iss-l2", "l2"]] as const) {
      if (!map.getSource(source)) continue;
      map.addLayer({ id, type: "fill", source, layout: { visibility: "none" }, paint: { "fill-color": CLEAR, "fill-opacity": 0.82, "fill-antialias": false } }, before);
    }
    if (map.getSource("iss-hexes")) {
      const hot: ExpressionSpecification = ["boolean", ["feature-state", "hot"], false];
      map.addLayer({ id: "iss-hot", type: "line", source: "iss-hexes", layout: { "line-join": "round" }, paint: { "line-color": "#1F2933", "line-width": ["case", hot, 2.4, 0], "line-opacity": ["case", hot, 1, 0] } }, before);
    }
  }

  /** Paint counts with the given bounds of classes; what is not in the map is clear. */
  paint(by: By, counts: Map<number, number>, bounds: number[], hot: ReadonlySet<number>): void {
    const { map } = this;
    const source = by === "hexes" ? "iss-hexes" : "l2";
    if (!map.getSource(source)) return;
    const key = (n: number, kind = by): string | number => (kind === "hexes" ? n : this.places.code(n));
    if (by !== this.by) {
      for (const n of this.drawn.keys()) map.setFeatureState({ source: this.by === "hexes" ? "iss-hexes" : "l2", id: key(n, this.by) }, { n: 0 });
      this.drawn = new Map();
      this.by = by;
    }
    const n: ExpressionSpecification = ["coalesce", ["feature-state", "n"], 0];
    const step = ["step", n, CLEAR, ...bounds.flatMap((b, i) => [b - 0.5, RAMP[Math.min(i, RAMP.length - 1)]])] as unknown as ExpressionSpecification;
    this.show(true);
    map.setPaintProperty(`iss-${by}`, "fill-color", step);
    for (const [cell, value] of counts) if (this.drawn.get(cell) !== value) map.setFeatureState({ source, id: key(cell) }, { n: value });
    for (const cell of this.drawn.keys()) if (!counts.has(cell)) map.setFeatureState({ source, id: key(cell) }, { n: 0 });
    this.drawn = new Map(counts);
    if (!map.getSource("iss-hexes")) return;
    for (const cell of this.marked) if (!hot.has(cell)) map.setFeatureState({ source: "iss-hexes", id: cell }, { hot: false });
    for (const cell of hot) if (!this.marked.has(cell)) map.setFeatureState({ source: "iss-hexes", id: cell }, { hot: true });
    this.marked = new Set(hot);
  }
  show(on: boolean): void {
    for (const id of ["iss-hexes", "iss-l2", "iss-hot"]) if (this.map.getLayer(id)) this.map.setLayoutProperty(id, "visibility", on && (id === `iss-${this.by}` || (id === "iss-hot" && this.by === "hexes")) ? "visible" : "none");
  }
}
