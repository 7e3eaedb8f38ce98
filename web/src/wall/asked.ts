// 诉求 on the wall: the counts, hot cells and list of that page, on the one map the wall has.
import * as api from "../api.ts";
import type { Manifest, Rail } from "../contract.ts";
import { read } from "../issues/ask.ts";
import { Cells } from "../issues/cells.ts";
import { Cube, type File } from "../issues/cube.ts";
import { key, pictured } from "../issues/picture.ts";
import { Side } from "../issues/side.ts";
import type { Scene } from "../map/scene.ts";
import type { Places } from "../places.ts";
import { fill, h } from "../ui/dom.ts";

export const LAYERS = /^(base_|l2$|outline$|labels$)/;
const none = () => undefined;

export class Asked {
  readonly side: Side;
  readonly legend = h("div", { cls: "ogm-legend ogm-isslegend", "aria-label": "图例" });
  private cells: { of: Scene; drawn: Cells } | null = null;
  private cube: { url: string; cube: Cube } | null = null;

  constructor(private readonly places: Places) { this.side = new Side(places, { standout: none, hot: none, repeat: none, pick: none }); }

  /** Fetch the counts; only then the old view may go. */
  async load(url: string): Promise<void> {
    if (this.cube?.url !== url) this.cube = { url, cube: new Cube(await api.json<File>(url), this.places) };
  }
  enter(scene: Scene | null, m: Manifest, search: string, row: number): void {
    const { cube } = this.cube!;
    const ask = { ...read(search, m), pair: false, at: null };
    const picture = pictured(cube, ask, row, m);
    if (scene) {
      if (this.cells?.of !== scene) this.cells = { of: scene, drawn: new Cells(scene.map, m.layers.find((l) => l.key === "hexes"), this.places) };
      this.cells.drawn.paint(ask.by, picture.counted[0], picture.bounds, picture.hot);
    }
    fill(this.legend, key(ask, picture));
    this.side.tab = picture.hot.size ? "hot" : "standouts";
    this.side.draw(cube, ask, row, (i) => m.classes[i].title, (i) => m.classes[i].code);
  }
  /** Shares of the place, as its rail tells them. */
  figures(rail: (Rail & { more?: Rail["tiles"] }) | undefined): void { this.side.setFigures(rail?.more ?? []); }
  leave(): void { this.cells?.drawn.show(false); }
}
