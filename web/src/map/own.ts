// Our own map layers: selection and veil, names, event symbols, overdue blocks, nine colours, hexagons.
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import type { LayerEntry, Manifest } from "../contract.ts";
import { FORMS, LARGE, NAME_PX, shift, SINGLE } from "./overdue.ts";
import { BOLD, REGULAR } from "./style.ts";

type T = (name: string, fallback: string) => string;
export function tokens(manifest: Manifest): T {
  return (name, fallback) => manifest.tokens[name] ?? fallback;
}

export function selectionLayers(t: T): LayerSpecification[] {
  const accent = t("accent", "#14508C");
  const ink = t("ink", "#1F2933");
  const fine: ExpressionSpecification = ["==", ["get", "fine"], true];
  return [
    { id: "veil", type: "fill", source: "veil", paint: { "fill-color": t("ground", "#F4F6F8"), "fill-opacity": 0.75, "fill-antialias": false } },
    { id: "hov-fill", type: "fill", source: "hov", paint: { "fill-color": accent, "fill-opacity": 0.07, "fill-antialias": false } },
    { id: "hov-line", type: "line", source: "hov", layout: { "line-join": "round" }, paint: { "line-color": accent, "line-width": 2 } },
    { id: "sel-fill", type: "fill", source: "sel", filter: fine, paint: { "fill-color": accent, "fill-opacity": 0.12, "fill-antialias": false } },
    // Constant paint: every value taken from the features would be one more shader to build.
    { id: "sel-case", type: "line", source: "sel", layout: { "line-join": "round" }, paint: { "line-color": "#FFFFFF", "line-width": 6 } },
    { id: "sel-line", type: "line", source: "sel", filter: ["!", fine], layout: { "line-join": "round" }, paint: { "line-color": ink, "line-width": 2.4 } },
    { id: "sel-fine", type: "line", source: "sel", filter: fine, layout: { "line-join": "round" }, paint: { "line-color": accent, "line-width": 3 } },
  ];
}

const halo = (width = 1.6) => ({ "text-halo-color": "#FFFFFF", "text-halo-width": width });

/** A third-level grid over its households; its short name only speaks inside its own community. */
export function thirdName(property: "label" | "full"): ExpressionSpecification {
  return ["format", ["get", property], { "font-scale": 1, "text-font": ["literal", BOLD] }, ["case", ["has", "hh"], ["concat", "\n", ["get", "hh"], " 户"], ""], { "font-scale": 0.857, "text-font": ["literal", REGULAR] }] as unknown as ExpressionSpecification;
}

/** Offsets of the name for every way a block may stand and every number of digits. */
function beside(large: boolean): ExpressionSpecification {
  const cases = FORMS.flatMap((form) => [0, 1, 2, 3].flatMap((digits) => [`${form}${digits}`, ["literal", shift(large, digits, form)]]));
  return ["match", ["get", "form"], ...cases, ["literal", [0, 1]]] as unknown as ExpressionSpecification;
}
const ANCHOR = ["match", ["slice", ["get", "form"], 0, 4], "righ", "left", "left", "right", "center"] as unknown as ExpressionSpecification;

/** Lowest first: what stands later in the list is placed first and wins the room. */
export function topLayers(manifest: Manifest, t: T, phone: boolean): LayerSpecification[] {
  const ink = t("ink", "#1F2933");
  const far = t("ink3", "#66727F");
  const name = (id: string, level: string, min: number, max: number, size: number, more: Partial<Record<string, unknown>> = {}, paint: Record<string, unknown> = {}): LayerSpecification =>
    ({
      id, type: "symbol", source: "labels", minzoom: min, maxzoom: max, filter: ["==", ["get", "level"], level],
      layout: { "text-field": ["get", "label"], "text-font": REGULAR, "text-size": size, "text-padding": 2, "text-max-width": 12, "symbol-sort-key": ["get", "sort"], ...more },
      paint: { "text-color": ink, ...halo(), ...paint },
    }) as LayerSpecification;
  const zone = name("lb-zone", "zone", 9, 13.2, phone ? 14 : 16, { "text-font": BOLD, ...(phone ? { "text-allow-overlap": true, "text-ignore-placement": true } : {}) }, halo(phone ? 2.2 : 1.6));
  const layers: LayerSpecification[] = [
    name("lb-micro", "micro", 15.8, 24, 12, {}, { "text-color": "#52606D" }),
    name("lb-l2-far", "l2", 13.2, 24, 12, {}, { "text-color": far }),
    name("lb-l2", "l2", phone ? 12.2 : 11, 13.5, 12, { "text-variable-anchor": ["center", "top", "bottom", "left", "right"], "text-radial-offset": 0.5 }),
    name("lb-l3", "l3", 13.5, 24, 14, {
      "text-field": thirdName("label"),
      "text-line-height": 1.15, "text-justify": "auto",
      // Among events a name looks for room nearby, then a little further away.
      "text-variable-anchor-offset": ["center", [0, 0], ...(phone ? [0.7] : [0.9, 1.5]).flatMap((d) => ["bottom", [0, -d], "top", [0, d], "left", [d, 0], "right", [-d, 0]])],
    }, { "text-color": "#22384F" }),
    name("lb-center", "center", 14.8, 24, 13, { "text-font": BOLD, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.35, "text-justify": "auto" }, { "text-color": t("tealText", "#0B5E53") }),
    ...(phone ? [] : [zone]),
    name("lb-sel", "none", 0, 24, 15, { "text-font": BOLD }, { ...halo(2.2) }),
    {
      id: "events", type: "symbol", source: "events", minzoom: 12,
      layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "symbol-sort-key": ["get", "sort"] },
    },
    {
      id: "nine", type: "symbol", source: "nine", minzoom: 10.5,
      layout: { "icon-image": ["step", ["zoom"], ["get", "few"], 12, ["get", "all"], 15, ["get", "close"]], "icon-allow-overlap": true, "symbol-sort-key": ["get", "sort"] },
    },
    {
      id: "overdue", type: "symbol", source: "overdue", maxzoom: SINGLE,
      layout: {
        "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-padding": 0, "symbol-sort-key": ["get", "n"],
        "text-field": ["get", "label"], "text-font": BOLD, "text-size": NAME_PX, "text-padding": 1, "text-max-width": 20, "text-allow-overlap": true,
        "text-anchor": ANCHOR, "text-offset": ["step", ["zoom"], beside(false), LARGE, beside(true)],
      },
      paint: { "text-color": ink, ...halo(1.8) },
    },
  ] as LayerSpecification[];
  // On a phone the 片区 are named on the map itself and their names may cover a star.
  if (phone) layers.push(zone);
  // Stars are obstacles: an unseen copy above the names is placed first and keeps its room free.
  if (manifest.layers.some((l) => l.key === "centers" && l.url))
    layers.push({
      id: "obstacles", type: "symbol", source: "centers",
      layout: { "icon-image": ["step", ["zoom"], "star:#0F7B6C:3.4:0", 12, "star:#0F7B6C:7:0", 14.5, "star:#0F7B6C:12:0"], "icon-allow-overlap": true, "icon-padding": 0 },
      paint: { "icon-opacity": 0 },
    });
  return layers;
}

export function hexLayers(entry: LayerEntry): LayerSpecification[] {
  const ramp = entry.ramp ?? { breaks: [1, 5, 10, 20], colors: ["#E8F1F8", "#B9D6EA", "#7FB3D9", "#3F82BD", "#14508C"] };
  const n: ExpressionSpecification = ["coalesce", ["feature-state", "n"], 0];
  const clear = "rgba(0,0,0,0)";
  const step = ["step", n, clear, 0.5, ramp.colors[0], ...ramp.breaks.flatMap((b, i) => [b, ramp.colors[i + 1] ?? ramp.colors[ramp.colors.length - 1]])] as unknown as ExpressionSpecification;
  return [
    { id: "hexes-fill", type: "fill", source: "hexes", ...(entry.maxzoom ? { maxzoom: entry.maxzoom } : {}), paint: { "fill-color": step, "fill-opacity": 0.9, "fill-antialias": false } },
    { id: "hexes-line", type: "line", source: "hexes", ...(entry.maxzoom ? { maxzoom: entry.maxzoom } : {}), paint: { "line-color": ["case", [">", n, 0], "#FFFFFF", clear], "line-width": 0.8, "line-opacity": 0.9 } },
  ];
}
