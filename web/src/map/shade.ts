// 指标着色: communities in the colour of one figure, from the borders that are on the map already.
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as GlMap } from "maplibre-gl";
import * as api from "../api.ts";
import type { LegendItem } from "../contract.ts";
import type { Places } from "../places.ts";

/** One figure of every community, as `data/v1/figure/<key>` answers it. */
export interface Figure { key: string; title: string; unit: string; legend: LegendItem[]; rows: Record<string, { step: number; text: string; why: string; sign: string }> }
const IDS = ["figure-fill", "figure-blank", "figure-none", "figure-signs"];

/** The character of a card stands above the middle of its community, where the triangle of what is overdue may be. */
const LIFT = 19;

export class Shade {
  /** What the map shows now; null where it is off or on its way. */
  shown: Figure | null = null;
  private wanted = "";

  constructor(private readonly map: GlMap, private readonly places: Places, private readonly changed: () => void) {}

  /** Show a figure of a period, or none; an answer that comes too late is not shown. */
  async update(key: string | null, days: number, version: string): Promise<void> {
    const address = key ? `data/v1/figure/${encodeURIComponent(key)}?d=${days}&h=${encodeURIComponent(version)}` : "";
    if (address === this.wanted) return;
    this.wanted = address;
    if (!key) return this.draw(null);
    try {
      const figure = await api.json<Figure>(address);
      if (this.wanted === address) this.draw(figure);
    } catch (error) {
      if (this.wanted !== address) return;
      this.wanted = "";
      this.draw(null);
      if (error instanceof api.Fault && error.kind === "session") location.reload();
      else throw error;
    }
  }
  told(code: string): string {
    const row = this.shown?.rows[code];
    return row ? `${this.shown!.title} ${row.why ? `—（${row.why}）` : row.text}` : "";
  }

  private draw(figure: Figure | null): void {
    this.shown = figure;
    if (figure && !this.map.getLayer(IDS[0])) this.add();
    if (figure) {
      const rows = Object.entries(figure.rows);
      const tones = figure.legend.filter((item) => item.shape === "ramp").map((item) => item.color);
      const byStep = tones.map((color, step) => [color, rows.filter(([, r]) => r.step === step).map(([code]) => code)] as const).filter(([, codes]) => codes.length);
      const color = ["match", ["get", "code"], ...byStep.flatMap(([tone, codes]) => [codes, tone]), "rgba(0,0,0,0)"] as unknown as ExpressionSpecification;
      this.map.setPaintProperty("figure-fill", "fill-color", byStep.length ? color : "rgba(0,0,0,0)");
      // What is not known is white with dots: no class, and no tint of its 片区 either.
      for (const id of ["figure-blank", "figure-none"]) this.map.setFilter(id, ["in", ["get", "code"], ["literal", rows.filter(([, r]) => r.step < 0).map(([code]) => code)]]);
      const signs: FeatureCollection = { type: "FeatureCollection", features: rows.filter(([code, r]) => r.sign && this.places.row(code) >= 0).map(([code, r]) => ({ type: "Feature", properties: { icon: `disc:#52606D:8:1.5:${r.sign}:#FFFFFF` }, geometry: { type: "Point", coordinates: this.places.at(this.places.row(code)) } })) };
      (this.map.getSource("figure-signs") as GeoJSONSource).setData(signs);
    }
    for (const id of IDS) if (this.map.getLayer(id)) this.map.setLayoutProperty(id, "visibility", figure ? "visible" : "none");
    this.changed();
  }
  private add(): void {
    const before = this.map.getStyle().layers.find((l) => "source" in l && !/^(base_|zones)/.test(String(l.source)))?.id;
    const opacity = ["interpolate", ["linear"], ["zoom"], 12, 0.9, 14.5, 0.55] as unknown as ExpressionSpecification;
    const layers: LayerSpecification[] = [
      { id: "figure-fill", type: "fill", source: "l2", paint: { "fill-opacity": opacity, "fill-antialias": false } },
      { id: "figure-blank", type: "fill", source: "l2", filter: ["literal", false], paint: { "fill-color": "#FFFFFF", "fill-opacity": opacity, "fill-antialias": false } },
      { id: "figure-none", type: "fill", source: "l2", filter: ["literal", false], paint: { "fill-pattern": "hatch:#AEBBC8:0.7:7:dots", "fill-opacity": 0.8 } },
    ];
    for (const layer of layers) this.map.addLayer(layer, before);
    this.map.addSource("figure-signs", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    // Below the names and the overdue triangles, which tell more.
    this.map.addLayer({ id: "figure-signs", type: "symbol", source: "figure-signs", layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-padding": 0, "icon-offset": [0, -LIFT] } }, this.map.getLayer("lb-micro") ? "lb-micro" : undefined);
  }
}
