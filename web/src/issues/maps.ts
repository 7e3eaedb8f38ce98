// One map of counts or two linked ones: same place, same classes of colour, hot cells outlined.
import type { ExpressionSpecification } from "maplibre-gl";
import type { LayerEntry, Manifest } from "../contract.ts";
import { absolute } from "../api.ts";
import type { Geometry } from "../geometry.ts";
import { Scene } from "../map/scene.ts";
import type { Places } from "../places.ts";
import type { Store } from "../store.ts";
import { h } from "../ui/dom.ts";

const CLEAR = "rgba(0,0,0,0)";
export interface MapHooks { pick(code: string): void; hover(side: number, at: { x: number; y: number } | null, what: { hex: number; l2: number }): void; failed(text: string): void }

export class CountMap {
  readonly root: HTMLElement;
  readonly scene: Scene;
  readonly caption = h("div", { cls: "ogm-isscap" });
  ready = false;
  private drawn = new Map<number, number>();
  private marked = new Set<number>();
  private by: "hexes" | "l2" = "hexes";
  private later: (() => void) | null = null;

  constructor(parent: HTMLElement, side: number, m: Manifest, places: Places, store: Store, slow: boolean, phone: boolean, start: { lng: number; lat: number; z: number } | null, hooks: MapHooks, private readonly colors: string[]) {
    const box = h("div", { cls: "ogm-map" });
    this.root = h("div", { cls: "ogm-issmap" }, box, this.caption);
    parent.append(this.root); // the map measures its box when it is made
    this.scene = new Scene(box, m, places, store, { pick: (c) => hooks.pick(c), up: () => undefined, event: () => undefined, hover: () => undefined, note: () => undefined, moved: () => undefined, failed: (t) => hooks.failed(t) }, slow, phone, start);
    const { map } = this.scene;
    map.on("mousemove", (e) => {
      if (!this.ready) return;
      const [hit] = map.queryRenderedFeatures(e.point, { layers: [this.by === "hexes" ? "iss-hexes" : "iss-l2"] });
      const l2 = this.by === "l2" && hit ? places.row(String(hit.properties["code"])) : -1;
      hooks.hover(side, hit ? e.point : null, { hex: this.by === "hexes" && hit ? Number(hit.id) : -1, l2 });
    });
    map.on("mouseout", () => hooks.hover(side, null, { hex: -1, l2: -1 }));
    const open = () => {
      this.scene.rest();
      this.scene.symbols.labels();
      this.scene.visibility();
      this.layers(m.layers.find((l) => l.key === "hexes"));
      this.ready = true;
      this.later?.();
    };
    this.scene.styled ? open() : map.once("style.load", open);
  }
  get geometry(): Geometry { return this.scene.geometry; }

  private layers(hexes: LayerEntry | undefined): void {
    const { map } = this.scene;
    if (hexes?.url) map.addSource("iss-hexes", { type: "geojson", data: absolute(hexes.url), promoteId: "hex", maxzoom: 14, tolerance: 0.5 });
    const before = map.getStyle().layers.find((l) => "source" in l && ["dedicated", "micro", "l3", "l2"].includes(String(l.source)))?.id;
    for (const [id, source] of [["iss-hexes", "iss-hexes"], ["iss-l2", "l2"]] as const) {
      if (!map.getSource(source)) continue;
      map.addLayer({ id, type: "fill", source, layout: { visibility: "none" }, paint: { "fill-color": CLEAR, "fill-opacity": 0.82, "fill-antialias": false } }, before);
    }
    if (map.getSource("iss-hexes")) {
      map.addLayer({ id: "iss-edge", type: "line", source: "iss-hexes", layout: { visibility: "none" }, paint: { "line-color": "#FFFFFF", "line-width": 0.8 } }, before);
      const hot: ExpressionSpecification = ["boolean", ["feature-state", "hot"], false];
      map.addLayer({ id: "iss-hot", type: "line", source: "iss-hexes", layout: { "line-join": "round" }, paint: { "line-color": "#1F2933", "line-width": ["case", hot, 2.4, 0], "line-opacity": ["case", hot, 1, 0] } }, before);
    }
  }

  /** Paint counts with the given bounds of classes; what is not in the map is clear. */
  paint(by: "hexes" | "l2", counts: Map<number, number>, bounds: number[], hot: ReadonlySet<number>, places: Places): void {
    if (!this.ready) {
      this.later = () => this.paint(by, counts, bounds, hot, places);
      return;
    }
    const { map } = this.scene;
    const source = by === "hexes" ? "iss-hexes" : "l2";
    const key = (n: number): string | number => (by === "hexes" ? n : places.code(n));
    if (by !== this.by) {
      for (const n of this.drawn.keys()) map.setFeatureState({ source: this.by === "hexes" ? "iss-hexes" : "l2", id: this.by === "hexes" ? n : places.code(n) }, { n: 0 });
      this.drawn = new Map();
      this.by = by;
    }
    const n: ExpressionSpecification = ["coalesce", ["feature-state", "n"], 0];
    const step = ["step", n, CLEAR, ...bounds.flatMap((b, i) => [b - 0.5, this.colors[Math.min(i, this.colors.length - 1)]])] as unknown as ExpressionSpecification;
    for (const id of ["iss-hexes", "iss-l2"]) if (map.getLayer(id)) map.setLayoutProperty(id, "visibility", id === `iss-${by}` ? "visible" : "none");
    if (map.getLayer("iss-edge")) map.setLayoutProperty("iss-edge", "visibility", "none");
    map.setPaintProperty(`iss-${by}`, "fill-color", step);
    for (const [cell, value] of counts) if (this.drawn.get(cell) !== value) map.setFeatureState({ source, id: key(cell) }, { n: value });
    for (const cell of this.drawn.keys()) if (!counts.has(cell)) map.setFeatureState({ source, id: key(cell) }, { n: 0 });
    this.drawn = new Map(counts);
    if (map.getSource("iss-hexes")) {
      for (const cell of this.marked) if (!hot.has(cell)) map.setFeatureState({ source: "iss-hexes", id: cell }, { hot: false });
      for (const cell of hot) if (!this.marked.has(cell)) map.setFeatureState({ source: "iss-hexes", id: cell }, { hot: true });
      this.marked = new Set(hot);
    }
  }
  remove(): void {
    try { this.scene.map.remove(); } catch { /* a lost context cannot be cleaned up */ }
    this.root.remove();
  }
}

/** Two maps move as one; returns how to part them again. */
export function linked(a: CountMap, b: CountMap): () => void {
  let busy = false;
  const follow = (from: CountMap, to: CountMap) => () => {
    if (busy) return;
    busy = true;
    const { map } = from.scene;
    to.scene.map.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
    busy = false;
  };
  const [left, right] = [follow(a, b), follow(b, a)];
  a.scene.map.on("move", left);
  b.scene.map.on("move", right);
  left();
  return () => { a.scene.map.off("move", left); b.scene.map.off("move", right); };
}
