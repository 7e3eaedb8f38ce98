// Finished events as small diamonds on the GPU: thousands of points, filtered by their columns.
import { DataFilterExtension } from "@deck.gl/extensions";
import { ScatterplotLayer } from "@deck.gl/layers";
import { MapLibreOverlay } from "@deck.gl/maplibre";
import type { Map as GlMap } from "maplibre-gl";
import { DONE } from "../contract.ts";
import type { Points } from "../points.ts";

/** Finished ones are diamonds with a white edge, as everywhere: colour never stands alone. */
class Diamonds extends ScatterplotLayer {
  static override layerName = "Diamonds";
  override getShaders(): object {
    const shaders = super.getShaders() as { inject?: Record<string, string> };
    const edge = "float far = abs(geometry.uv.x) + abs(geometry.uv.y); if (far > 1.0) discard; if (far > 0.78) color.rgb = vec3(1.0);";
    return { ...shaders, inject: { ...shaders.inject, "fs:DECKGL_FILTER_COLOR": edge } };
  }
}

/** Lives as long as the map. Positions go up once; the period only changes a uniform. */
export class Dots {
  private readonly overlay: MapLibreOverlay;
  private readonly extension = new DataFilterExtension({ filterSize: 3 });
  private readonly position: Float64Array;
  private members: Uint8Array | null = null;
  private data: unknown = null;

  constructor(private readonly map: GlMap, private readonly points: Points, interleaved: boolean) {
    this.position = new Float64Array(2 * points.n);
    for (let i = 0; i < points.n; i++) this.position.set([points.lon[i], points.lat[i]], 2 * i);
    this.overlay = new MapLibreOverlay({ interleaved, layers: [] });
    map.addControl(this.overlay);
  }

  /** `members`: 1 for rows inside the place and the chosen classes; the same object means no change. */
  update(days: number, shown: boolean, members: Uint8Array): void {
    if (!this.data || members !== this.members) {
      const { n, column } = this.points;
      const value = new Float32Array(3 * n);
      for (let i = 0; i < n; i++) value.set([column["status"][i], column["day"][i], members[i]], 3 * i);
      this.members = members;
      this.data = { length: n, attributes: { getPosition: { value: this.position, size: 2 }, getFilterValue: { value, size: 3 } } };
    }
    const layer = {
      id: "done-dots",
      data: this.data,
      visible: shown,
      radiusUnits: "pixels",
      getRadius: 5.6,
      stroked: false,
      getFillColor: [92, 185, 146, 230],
      extensions: [this.extension],
      filterRange: [[DONE - 0.5, DONE + 0.5], [-0.5, days - 0.5], [0.5, 1.5]],
      beforeId: this.map.getLayer("lb-micro") ? "lb-micro" : undefined,
    };
    const put = () => this.overlay.setProps({ layers: [new Diamonds(layer as never)] });
    put();
    // While sources load the overlay cannot take its place below the glyphs, so it takes it again afterwards.
    if (!this.map.isStyleLoaded()) this.map.once("idle", put);
  }

  remove(): void { this.map.removeControl(this.overlay); }
}
