// Writes to the map only what changed: every needless write makes the worker lay the tiles out again.
import type { FilterSpecification, GeoJSONSource, Map as GlMap } from "maplibre-gl";

export class Calm {
  private readonly last = new Map<string, string>();
  constructor(private readonly map: GlMap) {}

  private changed(key: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    if (this.last.get(key) === text) return false;
    this.last.set(key, text);
    return true;
  }
  filter(id: string, value: unknown): void {
    if (this.map.getLayer(id) && this.changed(`f:${id}`, value)) this.map.setFilter(id, value as FilterSpecification);
  }
  paint(id: string, name: string, value: unknown): void {
    if (this.map.getLayer(id) && this.changed(`p:${id}:${name}`, value)) this.map.setPaintProperty(id, name as never, value as never);
  }
  layout(id: string, name: string, value: unknown): void {
    const same = typeof value === "object" ? !this.changed(`l:${id}:${name}`, value) : this.map.getLayer(id) && this.map.getLayoutProperty(id, name as never) === value;
    if (this.map.getLayer(id) && !same) this.map.setLayoutProperty(id, name as never, value as never);
  }
  /** New content of a source; its layers are only shown while there is any. */
  content(source: string, layers: readonly string[], data: GeoJSON.FeatureCollection | GeoJSON.Feature): void {
    const some = data.type === "Feature" || data.features.length > 0;
    if (!some && this.last.get(`c:${source}`) !== "1") return;
    this.last.set(`c:${source}`, some ? "1" : "");
    void (this.map.getSource(source) as GeoJSONSource | undefined)?.setData(data);
    for (const id of layers) this.layout(id, "visibility", some ? "visible" : "none");
  }
  range(id: string, min: number, max: number): void {
    const layer = this.map.getLayer(id);
    if (layer && (layer.minzoom !== min || layer.maxzoom !== max)) this.map.setLayerZoomRange(id, min, max);
  }
}
