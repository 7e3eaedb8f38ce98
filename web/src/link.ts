// The state of the page in the address, and back: a colleague who opens it sees the same.
import type { Data, Manifest } from "./contract.ts";
import type { Places } from "./places.ts";
import { OPEN, type State } from "./store.ts";
import * as url from "./url.ts";

export function defaults(manifest: Manifest): Set<string> {
  return new Set(manifest.layers.filter((l) => l.on).map((l) => l.key));
}

/** What a plain address means; the page's own data only counts when it is first opened. */
export const USUAL_DAYS = 30;
/** As `ViewSpec.metric`. */
export const USUAL_METRIC = "overdue";

/** Whether the address says anything about the map at all. */
export function speaks(search: string): boolean {
  const q = new URLSearchParams(search);
  return ["place", "v", "layers", "days", "level", "metric", "cls", "st"].some((k) => q.has(k));
}

/** What the address asks for, as far as this account may see it; the rest falls back to the page's own. */
export function initial(manifest: Manifest, places: Places, data: Pick<Data, "place" | "days">, search: string): State {
  const now = url.read(search);
  const known = new Set(manifest.layers.map((l) => l.key));
  const layers = now.layers?.filter((k) => known.has(k));
  const place = [now.place, data.place, manifest.root, manifest.district.code].find((c) => places.row(c) >= 0) ?? manifest.district.code;
  const level = (["auto", "zones", "l2", "l3", "micro"] as const).find((l) => l === now.level) ?? "auto";
  const cls = now.cls?.map((c) => manifest.classes.findIndex((x) => x.code === c)).filter((i) => i >= 0) ?? [];
  const days = now.days ?? data.days ?? USUAL_DAYS;
  const metric = manifest.figures.some((f) => f.key === now.metric) ? now.metric! : USUAL_METRIC;
  return { metric, place, days: days <= 366 ? days : USUAL_DAYS, on: layers ? new Set(layers) : defaults(manifest), level, cls: cls.length ? new Set(cls) : null, src: null, st: now.st ? new Set(now.st) : OPEN, zoom: 11, hover: null };
}

/** Our keys of the address; null takes a key out, so that the plain page has a plain address. */
export function address(manifest: Manifest, s: State, search: string, chosen = true): Partial<Record<keyof url.UrlState, string | null>> {
  const d = defaults(manifest);
  // Events that came by themselves with the place or the zoom will come again for whoever opens the address.
  const on = chosen ? s.on : new Set([...s.on].filter((k) => k !== "events" || d.has(k)));
  const same = on.size === d.size && [...on].every((k) => d.has(k));
  const open = s.st.size === OPEN.size && [...s.st].every((k) => OPEN.has(k));
  const plain = s.days === USUAL_DAYS && !new URLSearchParams(search).has("days");
  return {
    place: s.place === manifest.root ? null : s.place,
    days: plain ? null : String(s.days),
    layers: same ? null : manifest.layers.map((l) => l.key).filter((k) => on.has(k)).join(",") || "none",
    level: s.level === "auto" ? null : s.level,
    metric: s.on.has("figure") && s.metric !== USUAL_METRIC ? s.metric : null,
    cls: s.cls ? [...s.cls].map((i) => manifest.classes[i].code).join(",") : null,
    st: open ? null : [...s.st].sort().join(",") || "none",
  };
}
