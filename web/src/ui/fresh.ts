// 数据截至: how far each source reaches, which are behind; beside the strip, and on a phone as a sheet from below.
import type { Manifest } from "../contract.ts";
import { hoursSince, stamp } from "../format.ts";
import { fill, h, icon } from "./dom.ts";

export interface Reached { stale: boolean; old: number; word: string }

interface Source { title: string; at: string | null; how: string; hours: number | null; old: boolean }

/** 48 小时, 31 天. */
function span(hours: number): string {
  return hours < 72 ? `${hours} 小时` : `${Math.round(hours / 24)} 天`;
}

function sources(m: Manifest): Source[] {
  // Made-up data stand still at their own clock; real ones are held against ours.
  const now = m.synthetic ? Date.parse(m.as_of) : Date.now();
  return (m.freshness ?? []).map((x) => ({ ...x, old: x.at !== null && x.hours !== null && hoursSince(x.at, now) > x.hours }));
}

export function reached(m: Manifest): Reached {
  const stale = hoursSince(m.as_of, Date.now()) > m.stale_hours && !m.synthetic;
  const old = sources(m).filter((x) => x.old).length;
  return { stale: stale || old > 0, old, word: stale ? "已过期" : old ? `${old} 项偏旧` : "" };
}

export function table(m: Manifest): HTMLElement[] {
  return [h("table", null,
    h("thead", null, h("tr", null, ["来源", "截至", "", "过多久算旧"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", null, sources(m).map((x) => h("tr", { cls: x.old ? "old" : "" }, h("th", { scope: "row" }, x.title), h("td", null, x.at ? stamp(x.at) : "没有数据"), h("td", null, x.old ? "▲ 偏旧" : x.at ? x.how : ""), h("td", null, x.hours === null ? "—" : span(x.hours)))))),
  h("p", null, `数据版本 ${m.version}`)];
}

/** The stamp in the corner of a phone's map; a tap opens the sources. */
export class Stamp {
  readonly root = h("button", { type: "button", cls: "ogm-phonechip", "aria-haspopup": "dialog", title: "各来源的截至时间", onclick: () => this.open() });
  private manifest: Manifest | null = null;

  set(m: Manifest, days: number): void {
    this.manifest = m;
    const { stale, word } = reached(m);
    this.root.classList.toggle("stale", stale);
    fill(this.root, h("i", { cls: "ogm-dot" }), h("span", null, `${stamp(m.as_of)}\n近 ${days} 天`, word ? h("b", null, `\n${word}`) : null));
  }
  private open(): void {
    if (!this.manifest) return;
    const box = h("dialog", { cls: "ogm-told ogm-fromfoot", "aria-label": "数据截至" }) as HTMLDialogElement;
    const close = () => { box.close(); box.remove(); };
    box.append(h("header", null, h("h2", null, `数据截至 ${stamp(this.manifest.as_of)}`), h("button", { type: "button", cls: "ogm-x", "aria-label": "关闭", onclick: close }, icon("close", 20))), h("div", { cls: "ogm-sources" }, table(this.manifest)));
    box.addEventListener("click", (e) => { if (e.target === box) close(); });
    box.addEventListener("close", () => box.remove());
    (this.root.closest(".ogm") ?? document.body).append(box);
    box.showModal();
  }
}
