// The narrow rail of a small desk: the layers, and the other looks of the room.
import type { Look } from "../contract.ts";
import { fill, h, icon } from "./dom.ts";

const SIGN: Record<string, string> = { 一张图: "pin", 立体态势: "cube", 服务圈: "eye", 诉求: "list", 九色动态图: "grid" };

export class Icons {
  readonly root: HTMLElement;
  private readonly looks = h("nav", { "aria-label": "看" });

  constructor(open: () => void) {
    this.root = h("div", { cls: "ogm-icons", role: "toolbar", "aria-label": "面板" },
      h("button", { type: "button", title: "图层（L）", "aria-label": "图层", "aria-controls": "ogm-panel", onclick: open }, icon("layers", 22), h("span", null, "图层")), this.looks);
  }
  setLooks(looks: Look[]): void {
    fill(this.looks, looks.map((l) => h("a", { href: l.url, title: l.title, "aria-current": l.active ? "page" : null }, icon(SIGN[l.title] ?? "eye", 22), h("span", null, halves(l.title)))));
  }
}

/** Four characters stand in two lines; 48 px hold three. */
function halves(title: string): string {
  return title.length > 3 ? `${title.slice(0, Math.ceil(title.length / 2))}\n${title.slice(Math.ceil(title.length / 2))}` : title;
}
