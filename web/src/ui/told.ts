// 这个数怎么来的: formula, both parts, period, sources and how far they reach, of every figure of a place.
import type { Tile } from "../contract.ts";
import { count } from "../format.ts";
import { dialog } from "./dialog.ts";
import { h } from "./dom.ts";

type Rows = (key: string) => void;

/** A button that opens the explanation of the figures it is asked for; `rows` opens what stands behind one. */
export function toldButton(host: () => HTMLElement, name: () => string, tiles: () => Tile[], rows?: Rows): HTMLElement {
  return h("button", { type: "button", cls: "ogm-how", title: "这个数怎么来的，还有哪些数", onclick: () => told(host(), name(), tiles(), rows) }, "口径");
}

export function told(host: HTMLElement, name: string, tiles: Tile[], rows?: Rows): void {
  dialog(host, "这个数怎么来的", `${name}：这些数怎么来的`, "", (close) => [
    h("dl", null, tiles.flatMap((t) => [
      h("dt", null, h("span", null, t.title), h("b", null, t.text || "—", h("small", null, t.value === null ? "" : t.unit))),
      h("dd", null, h("p", null, t.formula ?? t.source ?? "", rows && t.value !== null ? h("button", { type: "button", cls: "ogm-inline ogm-rows", "aria-label": `${t.title}的明细`, onclick: () => { close(); rows(t.key); } }, "明细 ›") : null), h("p", { cls: "ogm-soft" }, [
        t.num !== null && t.num !== undefined && t.den ? `${count(t.num)} / ${count(t.den)}` : "",
        t.value === null ? (t.why ?? "").replace(/^—\s*/u, "") : "",
        t.delta?.text ?? "", t.rank ?? "",
        t.period ?? "", t.from ? `来源：${t.from}` : "", t.at ? `数据截至 ${t.at}` : ""].filter(Boolean).map((part, i, all) => h("span", null, part, i < all.length - 1 ? "；" : "")))),
    ])),
  ]);
}
