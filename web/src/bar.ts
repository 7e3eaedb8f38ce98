// The strip alone, above pages that are not the map; picking a place there is told to the page.
import * as api from "./api.ts";
import { asked, type Component, type Manifest, type PlacesFile } from "./contract.ts";
import { Places } from "./places.ts";
import { copyLink } from "./share.ts";
import { h, toast } from "./ui/dom.ts";
import { Strip } from "./ui/strip.ts";
import * as url from "./url.ts";

export class Bar {
  readonly host = h("div", { cls: "ogm ogm-only", lang: "zh-CN" });
  private readonly strip: Strip;
  private manifest: Manifest | null = null;
  private places: Places | null = null;
  private asked = "";

  constructor(private component: Component) {
    this.strip = new Strip({
      pick: (code) => this.tell({ code }),
      days: (days) => { history.replaceState(history.state, "", location.pathname + url.write(location.search, { days: String(days) })); this.tell({ code: this.component.data.place ?? null, days }); },
      copy: () => void copyLink(this.host, "链接已复制。"),
      locate: () => undefined,
    });
    this.strip.root.append(this.strip.stamp.root);
    this.host.append(this.strip.root, this.strip.then);
    document.addEventListener("keydown", (e) => {
      if (e.key !== "/" || !this.host.isConnected || /^(INPUT|TEXTAREA|SELECT)$/.test((e.target as Element).tagName)) return;
      e.preventDefault();
      this.strip.search.open();
    });
    api.watch();
  }

  update(component: Component): void {
    this.component = component;
    const day = asked(component.data.manifest);
    // Before anything is fetched: the page below would jump otherwise.
    this.host.classList.toggle("past", day !== "");
    this.strip.setDay(day);
    if (this.host.parentElement !== component.parentElement) component.parentElement.append(this.host);
    if (component.data.manifest !== this.asked) void this.load(component.data.manifest);
    else this.draw();
  }
  detach(parent: HTMLElement): void {
    if (this.host.parentElement === parent) this.host.remove();
  }
  private tell(value: unknown): void { setTimeout(() => this.component.setTriggerValue("picked", value), 0); }

  private async load(address: string): Promise<void> {
    this.asked = address;
    try {
      const manifest = await api.json<Manifest>(address);
      if (!this.places || this.manifest?.places !== manifest.places) this.places = new Places(await api.json<PlacesFile>(manifest.places), manifest.root);
      this.manifest = manifest;
      this.draw();
    } catch (error) {
      if (error instanceof api.Fault && error.kind === "session") location.reload();
      else toast(this.host, "地名索引没有取到，搜索暂不可用。", 8);
    }
  }
  private draw(): void {
    const { data } = this.component;
    if (!this.manifest || !this.places) return;
    this.strip.setManifest(this.manifest, this.places, data.days ?? 30);
    this.strip.setLooks(data.looks ?? []);
    this.strip.setPlace(this.places, this.places.row(data.place ?? this.manifest.root), data.crumbs ?? []);
  }
}
