// The search box: places at once from the local index, addresses and event numbers a moment later from the server.
import * as api from "../api.ts";
import type { Found } from "../contract.ts";
import { LEVEL_TITLE, type Places } from "../places.ts";
import { fill, h, icon } from "./dom.ts";

type Item = { title: string; line: string; run: () => void };

export class Search {
  readonly root: HTMLElement;
  places: Places | null = null;
  /** Day whose grids are searched; empty for today's. */
  day = "";
  private readonly input = h("input", { type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "ogm-found", "aria-label": "搜索名称、编码、地址或拼音首字母", autocomplete: "off", spellcheck: "false" });
  private readonly list = h("div", { cls: "ogm-found", id: "ogm-found", role: "listbox" });
  private items: Item[] = [];
  private at = -1;
  private asked: AbortController | null = null;
  private timer = 0;

  constructor(private readonly pick: (code: string) => void, private readonly locate: (at: [number, number]) => void) {
    this.root = h("div", { cls: "ogm-search" }, h("div", { cls: "ogm-control" }, icon("search"), this.input, h("kbd", null, "/")), this.list);
    const narrow = matchMedia("(min-width: 701px) and (max-width: 1399px)");
    const hint = () => { this.input.placeholder = narrow.matches ? "搜索地名、编码" : "搜索：名称、编码、地址、拼音首字母"; };
    narrow.addEventListener("change", hint);
    hint();
    this.input.addEventListener("input", () => this.update());
    this.input.addEventListener("focus", () => this.update());
    this.input.addEventListener("keydown", (e) => this.key(e));
    this.root.addEventListener("focusout", (e) => { if (!this.root.contains(e.relatedTarget as Node)) this.close(); });
  }

  open(): void {
    this.root.classList.add("open");
    this.input.focus();
    this.input.select();
  }
  close(): void {
    this.root.classList.remove("open", "shown");
    this.input.setAttribute("aria-expanded", "false");
    this.asked?.abort();
    clearTimeout(this.timer);
  }

  private update(): void {
    const q = this.input.value.trim();
    this.asked?.abort();
    clearTimeout(this.timer);
    if (!q || !this.places) {
      this.items = [];
      fill(this.list);
      this.root.classList.remove("shown");
      this.input.setAttribute("aria-expanded", "false");
      return;
    }
    this.draw(q, null);
    if (q.length >= 2) this.timer = window.setTimeout(() => void this.remote(q), 180);
  }

  private async remote(q: string): Promise<void> {
    const mine = (this.asked = new AbortController());
    try {
      const found = await api.json<{ rows: Found[] }>(`data/v1/find?q=${encodeURIComponent(q)}${this.day ? `&date=${this.day}` : ""}`, mine.signal);
      if (!mine.signal.aborted && this.asks(q)) this.draw(q, found.rows);
    } catch {
      // Local places stay; the server's part is an addition.
      if (!mine.signal.aborted && this.asks(q)) this.draw(q, []);
    }
  }

  private asks(q: string): boolean { return this.input.value.trim() === q && this.root.contains(document.activeElement); }
  private draw(q: string, more: Found[] | null): void {
    const places = this.places!;
    const nodes: Node[] = [];
    this.items = [];
    const option = (item: Item) => {
      const i = this.items.push(item) - 1;
      nodes.push(h("div", { cls: "ogm-option", role: "option", id: `ogm-opt-${i}`, onmousedown: (e: Event) => { e.preventDefault(); this.take(i); }, onmousemove: () => this.mark(i) },
        h("span", null, item.title), h("small", null, item.line)));
    };
    for (const group of places.search(q)) {
      nodes.push(h("div", { cls: "ogm-group" }, LEVEL_TITLE[group.level]));
      for (const row of group.rows) {
        const above = places.chain(row).slice(0, -1).slice(-2).map((r) => places.title(r)).join(" › ");
        option({ title: places.level(row) === "micro" ? `${places.title(row)}（${places.code(row)}）` : places.title(row), line: above, run: () => this.pick(places.code(row)) });
      }
    }
    if (more?.length) {
      nodes.push(h("div", { cls: "ogm-group" }, "地址与事件"));
      for (const f of more.slice(0, 8)) option({ title: f.title, line: f.line ?? "", run: () => { if (f.code) this.pick(f.code); if (f.at) this.locate(f.at); } });
    }
    if (!this.items.length && more !== null) nodes.push(h("p", { cls: "ogm-none" }, `没有找到“${q}”。可以试试社区名、编码后几位或拼音首字母，如 sww。`));
    fill(this.list, nodes);
    this.root.classList.toggle("shown", nodes.length > 0);
    this.input.setAttribute("aria-expanded", String(nodes.length > 0));
    this.mark(this.items.length ? 0 : -1);
  }

  private mark(i: number): void {
    this.at = i;
    this.list.querySelectorAll(".ogm-option").forEach((el, k) => el.setAttribute("aria-selected", String(k === i)));
    this.input.setAttribute("aria-activedescendant", i >= 0 ? `ogm-opt-${i}` : "");
    this.list.querySelector(`#ogm-opt-${i}`)?.scrollIntoView({ block: "nearest" });
  }
  private take(i: number): void {
    const item = this.items[i];
    if (!item) return;
    this.input.value = "";
    this.input.blur();
    this.close();
    item.run();
  }
  private key(e: KeyboardEvent): void {
    if (e.key === "ArrowDown") this.mark(Math.min(this.at + 1, this.items.length - 1));
    else if (e.key === "ArrowUp") this.mark(Math.max(this.at - 1, 0));
    else if (e.key === "Enter") this.take(this.at);
    else if (e.key === "Escape") { this.input.value = ""; this.input.blur(); this.close(); }
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
