// What follows from the state and the events: counts in the layer rows, the legend, the callouts.
import type { Manifest } from "./contract.ts";
import type { Events, Tally } from "./events.ts";
import { count, people } from "./format.ts";
import { drawn } from "./legend.ts";
import type { Scene } from "./map/scene.ts";
import type { Box } from "./map/blocks.ts";
import { mercatorX, mercatorY } from "./points.ts";
import type { Places } from "./places.ts";
import type { Rails } from "./rails.ts";
import type { Store } from "./store.ts";
import { callouts, type CalloutItem } from "./ui/callouts.ts";
import { h } from "./ui/dom.ts";
import type { Floats } from "./ui/floats.ts";
import type { Panel } from "./ui/panel.ts";

const LEVEL_WORD = { zones: "片区", l2: "社区", l3: "三级", micro: "微网格" } as const;
const ROWS = [["zones", "zone"], ["l1", "l1"], ["l2", "l2"], ["l3", "l3"], ["micro", "micro"], ["dedicated", "dedicated"], ["centers", "center"]] as const;
const ORDER = ["zone", "l1", "l2", "l3", "micro"];
const FINE = ["l3", "micro", "dedicated", "center"];

export class Figures {
  readonly layer = h("div", { cls: "ogm-calls" });
  events: Events | null = null;
  scene: Scene | null = null;
  private tallies = new Map<number, Tally>();
  private pending = 0;

  constructor(
    private readonly stage: HTMLElement, public manifest: Manifest, private readonly places: Places, private readonly store: Store, private readonly rails: Rails,
    private readonly panel: Panel, private readonly floats: Floats, private readonly windows: { narrow(): boolean; small(): boolean; panelOpen(): boolean }, private readonly pick: (code: string) => void,
  ) {}

  private get row(): number { return this.places.row(this.store.state.place); }

  /** A single grid is counted with its community, as the map shows it. */
  private context(): number {
    const { row } = this;
    return FINE.includes(this.places.level(row)) && this.places.l2[row] >= 0 ? this.places.l2[row] : row;
  }
  tally(row: number): Tally | null {
    if (!this.events) return null;
    let t = this.tallies.get(row);
    if (!t) this.tallies.set(row, (t = this.events.tally(this.store.state, row)));
    return t;
  }

  counts(): void {
    this.tallies.clear();
    const row = this.context();
    const t = this.tally(row);
    if (t) {
      this.panel.setCount("overdue", t.overdue);
      this.panel.setCount("events", t.waiting + t.doing + t.overdue);
    }
    const rank = ORDER.indexOf(this.places.level(row));
    const found = new Map<string, number>();
    for (let i = 0; i < this.places.n; i++) if (this.places.inside(i, row)) found.set(this.places.level(i), (found.get(this.places.level(i)) ?? 0) + 1);
    for (const [key, level] of ROWS) {
      const n = found.get(level) ?? 0;
      // Levels from the place's own upwards say nothing here; a town does not lie within a 片区.
      const none = (ORDER.includes(level) && ORDER.indexOf(level) <= rank) || (key === "l1" && n === 0);
      this.panel.setCount(key, none ? null : n);
    }
    this.soon();
  }

  zoomed(): void {
    if (!this.scene) return;
    this.panel.setShown(LEVEL_WORD[this.scene.levelShown()]);
    this.floats.scale(this.scene.metresPerPixel());
    this.legend();
  }
  legend(): void {
    if (!this.scene) return;
    const open = !this.windows.narrow() || this.windows.panelOpen();
    const sight = this.scene.sight();
    this.panel.setFigure(sight.figure ?? null);
    this.floats.drawLegend(this.manifest, this.store.state, sight, open);
    this.panel.setAway(this.manifest.layers.filter((l) => !drawn(l, sight.zoom, l.legend[0]?.shape) || sight.seen.get(l.key) === false).map((l) => l.key));
  }

  soon(): void {
    if (!this.pending) this.pending = requestAnimationFrame(() => { this.pending = 0; this.arrange(); });
  }
  /** Callouts live beside the whole district; elsewhere the names stand on the map. */
  arrange(): void {
    if (!this.scene) return;
    const { map, geometry, symbols } = this.scene;
    const { row, places } = this;
    const whole = row >= 0 && places.level(row) === "district" && this.store.state.on.has("zones") && !this.windows.small();
    this.floats.scale(this.scene.metresPerPixel());
    if (!whole || map.getZoom() > 13 || !geometry.ready("zone")) {
      this.layer.replaceChildren();
      symbols.zoneNames(true);
      return;
    }
    const items = places.ofLevel("zone").flatMap((z) => this.callout(z));
    const { clientWidth: wide, clientHeight: high } = this.stage; // its own pixels: a wall is enlarged
    const foot = this.floats.legend.hidden ? 0 : this.floats.legend.offsetHeight;
    const tools = this.stage.parentElement?.querySelector<HTMLElement>(".ogm-tools")?.offsetHeight ?? 0;
    const names = this.names();
    const shown = callouts(this.layer, items, (p) => map.project(p), { w: wide, h: high }, { left: foot + 70, right: tools + 30 }, names, this.pick);
    symbols.zoneNames(!shown);
  }
  /** Boxes of the names on the map, as the lines must keep clear of them. */
  private names(): Box[] {
    const { map, symbols } = this.scene!;
    const scale = 512 * 2 ** map.getZoom();
    const c = map.getCenter();
    const [w, h2] = [map.getContainer().clientWidth / 2, map.getContainer().clientHeight / 2];
    const px = (mx: number, my: number) => ({ x: (mx - mercatorX(c.lng)) * scale + w, y: (my - mercatorY(c.lat)) * scale + h2 });
    const taken = new Set(symbols.blocks.map((b) => b.row));
    const plain = this.places.ofLevel("l2").filter((r) => !taken.has(r)).map((r) => {
      const p = map.project(this.places.at(r));
      const half = 6 * this.places.label(r).length;
      return { l: p.x - half, t: p.y - 8, r: p.x + half, b: p.y + 8 };
    });
    return [...plain, ...symbols.blocks.map(({ box }) => { const a = px(box.l, box.t); const b = px(box.r, box.b); return { l: a.x, t: a.y, r: b.x, b: b.y }; })];
  }
  private callout(z: number): CalloutItem[] {
    const { file } = this.places;
    const code = file.code[z];
    const area = this.scene!.geometry.of("zone", code);
    if (!area) return [];
    const t = this.tally(z);
    // The covered share is the tile of that 片区, so that callout and rail always agree.
    const tile = this.rails.get(code, this.store.state.days)?.tiles.find((x) => x.key === "covered");
    const facts: CalloutItem["facts"] = [];
    if (tile?.value !== null && tile?.value !== undefined) facts.push(["覆盖", `${tile.text.replace(/^100\.0$/u, "100")}${tile.unit}`, false]);
    if (t && this.store.state.on.has("overdue")) facts.push(["超期", count(t.overdue), t.overdue > 0]);
    const color = String(this.scene!.geometry.props.get(code)?.["stroke"] ?? "#52606D");
    return [{ code, name: file.name[z], area, color, facts, size: `${this.places.children(z, "l2").length} 个社区(村)，${people(file.ppl[z])}${(file.ppl[z] ?? 0) >= 10000 ? "人" : " 人"}` }];
  }

  /** Fetched once everything is drawn. */
  async covered(): Promise<void> {
    if (this.row < 0 || this.places.level(this.row) !== "district" || this.windows.small()) return;
    for (const z of this.places.ofLevel("zone")) {
      try {
        await this.rails.load(this.places.code(z), this.store.state.days);
      } catch { return; } // the callouts stand without it
    }
    this.arrange();
  }
}
