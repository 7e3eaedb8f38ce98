// One map of counts or two linked ones: same place, same classes of colour, hot cells outlined.
import type { Manifest } from "../contract.ts";
import type { Geometry } from "../geometry.ts";
import { Scene } from "../map/scene.ts";
import type { Places } from "../places.ts";
import type { Store } from "../store.ts";
import { h } from "../ui/dom.ts";
import { type By, Cells } from "./cells.ts";

export interface MapHooks { pick(code: string): void; hover(side: number, at: { x: number; y: number } | null, what: { hex: number; l2: number }): void; failed(text: string): void }

export class CountMap {
  readonly root: HTMLElement;
  readonly scene: Scene;
  readonly caption = h("div", { cls: "ogm-isscap" });
  ready = false;
  private cells: Cells | null = null;
  private by: By = "hexes";
  private later: (() => void) | null = null;

  constructor(parent: HTMLElement, side: number, m: Manifest, places: Places, store: Store, slow: boolean, phone: boolean, start: { lng: number; lat: number; z: number } | null, hooks: MapHooks) {
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
      this.cells = new Cells(map, m.layers.find((l) => l.key === "hexes"), places);
      this.ready = true;
      this.later?.();
    };
    this.scene.styled ? open() : map.once("style.load", open);
  }
  get geometry(): Geometry { return this.scene.geometry; }

  /** Paint counts; before the map is styled the last wish is kept. */
  paint(by: By, counts: Map<number, number>, bounds: number[], hot: ReadonlySet<number>): void {
    this.by = by;
    if (this.cells) return this.cells.paint(by, counts, bounds, hot);
    this.later = () => this.paint(by, counts, bounds, hot);
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
