// Two states of the grids under one divider: left of it the one, right of it the other, moved by hand or by keys.
import { Map as GlMap, type GeoJSONSource, type LayerSpecification, type StyleSpecification } from "maplibre-gl";
import { absolute, json } from "../api.ts";
import type { Box, Component, Manifest } from "../contract.ts";
import { engineOf } from "../engine.ts";
import { fontsReady } from "../fonts.ts";
import { image } from "../glyphs.ts";
import { warm } from "../map/scene.ts";
import { BOLD, clean, EMPTY, REGULAR } from "../map/style.ts";
import { fill, h } from "../ui/dom.ts";

export interface Told {
  before: { title: string; url: string }; after: { title: string; url: string };
  bbox: Box | null; count: number; pins: { at: [number, number]; n: number; name: string }[]; zoom?: Box | null; turn?: number;
}
const TINTS = ["#CFE3F1", "#F6DFC3", "#D5E8D4", "#E7DAEC", "#F3E9B5", "#DCDEE2"];
const ACCENT = "#14508C";
const STEP = 2;

export class Swipe {
  readonly host = h("div", { cls: "ogm ogm-only pl-swipe", lang: "zh-CN" });
  private maps: GlMap[] = [];
  private opened: Promise<void>[] = [];
  private component!: Component;
  private manifest: Manifest | null = null;
  private drawn = "";
  private turned = 0;
  private share = 50;
  private busy = false;
  private settled = 0;
  private readonly boxes = [h("div", { cls: "pl-swipemap" }), h("div", { cls: "pl-swipemap" })];
  private readonly names = [h("div", { cls: "pl-swipename left" }), h("div", { cls: "pl-swipename right" })];
  private readonly handle = h("div", { cls: "pl-swipehandle", role: "slider", tabindex: "0", "aria-label": "左右分界：拖动或按左右方向键", "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal" }, h("i", { "aria-hidden": "true" }, "‹ ›"));
  private readonly tip = h("div", { cls: "pl-tip", "aria-hidden": "true" });
  private readonly key = h("div", { cls: "ogm-legend pl-swipekey", "aria-label": "图例" });

  constructor(lib: string) {
    if (engineOf() === "none") return;
    warm(lib);
    // The later box lies on top: it is the left side, cut off at the divider.
    fill(this.host, this.boxes[1], this.boxes[0], this.handle, ...this.names, this.key, this.tip);
    this.handle.addEventListener("pointerdown", (e) => { this.handle.setPointerCapture(e.pointerId); this.handle.focus(); e.preventDefault(); });
    this.handle.addEventListener("pointermove", (e) => {
      if (!this.handle.hasPointerCapture(e.pointerId)) return;
      const box = this.host.getBoundingClientRect();
      this.cut(((e.clientX - box.left) / box.width) * 100);
    });
    this.handle.addEventListener("keydown", (e) => {
      const to = { ArrowLeft: this.share - STEP, ArrowRight: this.share + STEP, Home: 0, End: 100, PageUp: this.share + 10, PageDown: this.share - 10 }[e.key];
      if (to === undefined) return;
      e.preventDefault();
      this.cut(to);
    });
    this.cut(50);
  }

  update(component: Component): void {
    this.component = component;
    if (this.host.parentElement !== component.parentElement) {
      component.parentElement.append(this.host);
      for (const map of this.maps) map.resize();
    }
    if (engineOf() === "none") { fill(this.host, h("p", { cls: "ogm-none", role: "alert" }, "这台电脑的浏览器打不开地图（WebGL2），下面的表格和导出照常可用。")); return; }
    void this.load();
  }
  detach(parent: HTMLElement): void {
    if (this.host.parentElement === parent) this.host.remove();
  }
  stats(): Record<string, unknown> {
    return { share: this.share, ready: this.settled === 2 && this.maps.every((m) => m.loaded()), centers: this.maps.map((m) => m.getCenter().toArray()), zoom: this.maps.map((m) => m.getZoom()), tints: this.maps.map((m) => m.querySourceFeatures("micro").filter((f) => f.properties["new"]).length) };
  }

  private cut(share: number): void {
    this.share = Math.max(0, Math.min(100, share));
    this.boxes[0].style.clipPath = `inset(0 ${100 - this.share}% 0 0)`;
    this.handle.style.left = `${this.share}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(this.share)));
  }

  private async load(): Promise<void> {
    const told = this.component.data.swipe!;
    const turned = told.turn ?? 0;
    if (turned !== this.turned && told.zoom && this.maps.length) this.maps[1].fitBounds(told.zoom, { padding: 90, maxZoom: 16.5, duration: 300 });
    this.turned = turned;
    const asked = `${told.before.url} ${told.after.url} ${JSON.stringify(told.pins)}`;
    if (asked === this.drawn) return;
    this.drawn = asked;
    this.manifest ??= await json<Manifest>(this.component.data.manifest);
    await fontsReady(told.before.title + told.after.title);
    const sides = [told.before, told.after];
    fill(this.names[0], h("b", null, "左"), ` ${told.before.title}`);
    fill(this.names[1], h("b", null, "右"), ` ${told.after.title}`);
    fill(this.key, h("b", null, told.count ? `${told.count.toLocaleString("zh-CN")} 个微网格不同` : "两边相同"),
      told.count ? h("div", null, h("i", { cls: "pl-chip differs" }), h("span", null, "不同的网格")) : null,
      h("div", null, h("i", { cls: "pl-chip", css: { background: TINTS[0] } }), h("i", { cls: "pl-chip", css: { background: TINTS[1] } }), h("span", null, "同一底色为一个三级网格")),
      told.pins.length ? h("div", null, h("i", { cls: "pl-pin" }, "n"), h("span", null, "未处理的批注")) : null);
    const first = !this.maps.length;
    if (first) {
      this.maps = this.boxes.map((box) => this.made(box, told.bbox));
      this.link();
    }
    const both = await Promise.all(sides.map((side) => json<GeoJSON.FeatureCollection>(side.url)));
    this.settled = 0;
    this.maps.forEach((map, i) => {
      const put = () => {
        for (const level of ["micro", "l3", "l2"]) (map.getSource(level) as GeoJSONSource).setData({ type: "FeatureCollection", features: both[i].features.filter((f) => f.properties!["level"] === level) });
        (map.getSource("names") as GeoJSONSource).setData({ type: "FeatureCollection", features: both[i].features.filter((f) => f.properties!["level"] === "l3") });
        (map.getSource("pins") as GeoJSONSource).setData({ type: "FeatureCollection", features: told.pins.map((p) => ({ type: "Feature", geometry: { type: "Point", coordinates: p.at }, properties: { n: p.n, name: p.name } })) });
        this.settled += 1;
      };
      void this.opened[i].then(put);
    });
    if (!first && told.bbox) this.maps[1].fitBounds(told.bbox, { padding: 90, maxZoom: 15.5, duration: 0 });
  }

  private made(box: HTMLElement, bbox: Box | null): GlMap {
    const slow = engineOf() === "slow";
    const map = new GlMap({
      container: box, style: this.style(this.manifest!), attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false, renderWorldCopies: false,
      localIdeographFontFamily: "", minZoom: 9, maxZoom: 19, maxPitch: 0, pixelRatio: slow ? 1 : Math.min(devicePixelRatio || 1, 2), cooperativeGestures: false,
      canvasContextAttributes: { antialias: !slow, preserveDrawingBuffer: false }, bounds: bbox ?? this.manifest!.district.bbox, fitBoundsOptions: { padding: bbox ? 90 : 24, maxZoom: 15.5 },
    });
    this.opened.push(new Promise((done) => map.once("style.load", () => done())));
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    const paint = (id: string) => {
      const pixels = map.hasImage(id) ? null : image(id, map.getPixelRatio());
      if (pixels) map.addImage(id, pixels, { pixelRatio: map.getPixelRatio() });
    };
    map.setMissingStyleImageResolver?.(paint);
    map.on("styleimagemissing", (e) => paint(e.id));
    map.on("mousemove", (e) => this.point(e.point));
    map.on("mouseout", () => this.tip.classList.remove("on"));
    return map;
  }
  private link(): void {
    this.maps.forEach((from, i) => from.on("move", () => {
      if (this.busy) return;
      this.busy = true;
      this.maps[1 - i].jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
      this.busy = false;
    }));
  }
  private point(at: { x: number; y: number }): void {
    const told = this.maps.map((map) => (map.getLayer("fill") ? map.queryRenderedFeatures([at.x, at.y], { layers: ["fill"] })[0]?.properties : undefined));
    const some = told[1] ?? told[0];
    this.tip.classList.toggle("on", !!some);
    if (!some) return;
    const [was, now] = told.map((p) => (p ? `${p["of"]}` : "没有这个网格"));
    fill(this.tip, h("b", null, String(some["name"])), h("div", null, was === now ? was : `${was} → ${now}`), h("small", null, `${told[0]?.["hh"] ?? "—"}${told[0]?.["hh"] === told[1]?.["hh"] ? "" : ` → ${told[1]?.["hh"] ?? "—"}`} 户`));
    this.tip.style.transform = `translate(${Math.min(at.x + 14, this.host.clientWidth - 240)}px, ${Math.min(at.y + 14, this.host.clientHeight - 90)}px)`;
  }

  private style(m: Manifest): StyleSpecification {
    const sources: StyleSpecification["sources"] = {};
    const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": m.tokens["ground"] ?? "#F4F6F8" } }];
    const texts: LayerSpecification[] = [];
    for (const entry of m.layers.filter((l) => l.group === "底图" && l.key !== "base_buildings")) {
      const whole = entry.url ?? entry.chunks?.find((c) => !c.minzoom)?.url;
      if (!whole) continue;
      sources[entry.key] = { type: "geojson", data: absolute(whole), maxzoom: 14 };
      for (const spec of entry.specs) (spec.type === "symbol" ? texts : layers).push(clean(spec, entry));
    }
    for (const key of ["micro", "l3", "l2", "names", "pins"]) sources[key] = { type: "geojson", data: EMPTY, tolerance: 0.2 };
    const tint = ["match", ["get", "tint"], ...TINTS.flatMap((color, i) => [i, color]), "#EEF1F4"] as unknown as string;
    const differs = ["==", ["get", "new"], true] as unknown as boolean;
    layers.push(
      { id: "fill", type: "fill", source: "micro", paint: { "fill-color": tint, "fill-opacity": 0.72 } },
      { id: "edge", type: "line", source: "micro", minzoom: 13, paint: { "line-color": "#8794A1", "line-width": 0.5 } },
      ...texts,
      { id: "l3", type: "line", source: "l3", minzoom: 12, paint: { "line-color": "#3D5A78", "line-width": 1.6 } },
      { id: "l2-casing", type: "line", source: "l2", paint: { "line-color": "#FFFFFF", "line-width": 4.5 } },
      { id: "l2", type: "line", source: "l2", paint: { "line-color": "#1F2933", "line-width": ["interpolate", ["linear"], ["zoom"], 11, 0.9, 15, 2.4] } },
      { id: "differs", type: "fill", source: "micro", filter: differs as never, paint: { "fill-color": ACCENT, "fill-opacity": 0.16 } },
      { id: "differs-line", type: "line", source: "micro", filter: differs as never, paint: { "line-color": ACCENT, "line-width": ["interpolate", ["linear"], ["zoom"], 11, 1.5, 15, 3] } },
      { id: "name", type: "symbol", source: "names", minzoom: 13.6, layout: { "text-field": ["get", "name"], "text-font": BOLD, "text-size": 14, "text-padding": 3 }, paint: { "text-color": "#1F2933", "text-halo-color": "#FFFFFF", "text-halo-width": 2 } },
      { id: "pins", type: "circle", source: "pins", paint: { "circle-radius": 11, "circle-color": "#7A5200", "circle-stroke-color": "#FFFFFF", "circle-stroke-width": 2 } },
      { id: "pins-n", type: "symbol", source: "pins", layout: { "text-field": ["to-string", ["get", "n"]], "text-font": REGULAR, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": "#FFFFFF" } },
    );
    return { version: 8, sources, layers };
  }
}
