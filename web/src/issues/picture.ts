// What one view of 诉求 shows: counts of both periods, one scale for all that is compared, hot cells, and the key.
import type { Manifest } from "../contract.ts";
import { h } from "../ui/dom.ts";
import type { Ask } from "./ask.ts";
import { RAMP } from "./cells.ts";
import { breaks, type Cube } from "./cube.ts";
import { length, span, steps } from "./timeline.ts";

export interface Picture { counted: [Map<number, number>, Map<number, number>]; bounds: number[]; hot: ReadonlySet<number> }

export function pictured(cube: Cube, ask: Ask, row: number, m: Manifest): Picture {
  // One scale for everything that is compared: both periods, or all steps of the slider.
  const spans = ask.at === null ? [cube.now, ...(cube.reaches ? [cube.before] : [])] : Array.from({ length: steps(cube, ask) }, (_, i) => span(cube, { ...ask, at: i }, cube.now));
  const bounds = breaks(spans.flatMap((x) => [...cube.by(ask.by, x, ask, -1).values()]), RAMP.length);
  const cls = ask.cls?.size === 1 ? m.classes[[...ask.cls][0]].code : "";
  const hot = ask.by === "hexes" && ask.at === null ? new Set((cube.file.hot[cls] ?? []).map((x) => x.hex)) : new Set<number>();
  const [now, before] = [cube.now, cube.before].map((period) => cube.by(ask.by, span(cube, ask, period), ask, row));
  return { counted: [now, before], bounds, hot };
}

/** The key: every class says its numbers, a hot cell is told by its border. */
export function key(ask: Ask, { bounds, hot }: Picture): (HTMLElement | null)[] {
  const words = bounds.map((b, i) => (i + 1 < bounds.length ? (bounds[i + 1] - 1 > b ? `${b}–${bounds[i + 1] - 1}` : `${b}`) : `${b} 以上`));
  const per = ask.at === null ? "" : length(ask) === 1 ? "每日" : "每周";
  return [h("div", null, h("b", null, `${per}${ask.by === "hexes" ? "每格件数" : "每个社区(村)件数"}`)),
    ...words.map((text, i) => h("div", null, h("i", { cls: "ogm-issswatch", css: { background: RAMP[i] } }), h("span", null, text))),
    hot.size ? h("div", null, h("i", { cls: "ogm-issswatch hot" }), h("span", null, "热点（检验显著）")) : null];
}
