// Drawing a line or a ring over the map; its corners jump to borders that are shown.
import type { Map as GlMap } from "maplibre-gl";
import { TerraDraw, TerraDrawLineStringMode, TerraDrawPolygonMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { snapped, type Units } from "./units.ts";

const REACH = 12;
const CLOSING = 14; // pixels: a click this near to an end closes; small grids are 30 across
const ACCENT = "#14508C";

export class Sketch {
  private readonly draw: TerraDraw;
  constructor(map: GlMap, units: Units, done: (path: [number, number][]) => void) {
    const toCustom = (event: { lng: number; lat: number }): [number, number] | undefined => {
      const at = map.project([event.lng, event.lat]);
      const [a, b] = [map.unproject([at.x - REACH, at.y + REACH]), map.unproject([at.x + REACH, at.y - REACH])];
      const near = [...units.of("micro")].filter(({ box: [w, s, e, n] }) => w <= b.lng && e >= a.lng && s <= b.lat && n >= a.lat);
      const found = snapped(near, (c) => map.project(c), at, REACH);
      if (!found) return undefined;
      if (found.vertex) return found.vertex;
      const back = map.unproject([found.x, found.y]);
      return [Number(back.lng.toFixed(8)), Number(back.lat.toFixed(8))];
    };
    const snapping = { toCustom };
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      modes: [
        new TerraDrawLineStringMode({ snapping, pointerDistance: CLOSING, styles: { lineStringColor: ACCENT, lineStringWidth: 3, closingPointColor: ACCENT, snappingPointColor: ACCENT } }),
        new TerraDrawPolygonMode({ snapping, pointerDistance: CLOSING, styles: { fillColor: ACCENT, fillOpacity: 0.12, outlineColor: ACCENT, outlineWidth: 3, closingPointColor: ACCENT, snappingPointColor: ACCENT } }),
      ],
    });
    this.draw.start();
    this.draw.on("finish", (id) => {
      const made = this.draw.getSnapshotFeature(id)?.geometry;
      const path = made?.type === "LineString" ? made.coordinates : made?.type === "Polygon" ? made.coordinates[0].slice(0, -1) : [];
      // The sketch stays until the step is decided; the handler may clear it, but not inside the event.
      setTimeout(() => done(path.map((c) => [c[0], c[1]])), 0);
    });
  }
  mode(kind: "linestring" | "polygon" | null): void {
    this.draw.setMode(kind ?? "static");
  }
  clear(): void { this.draw.clear(); }
}
