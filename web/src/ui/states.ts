// What stands on the page when the map does not: the frame while loading, a fault, a browser without WebGL.
import { h, icon } from "./dom.ts";

export function skeleton(): Node[] {
  const bone = (height: number) => h("div", { cls: "ogm-bone", css: { height: `${height}px` } });
  return [
    h("div", { cls: "ogm-strip" }, h("div", { cls: "ogm-bone", css: { width: "120px", height: "20px" } })),
    h("aside", { cls: "ogm-panel" }, h("div", { cls: "ogm-bones" }, Array.from({ length: 12 }, () => bone(20)))),
    h("main", { cls: "ogm-stage", "aria-busy": "true" }, h("p", { cls: "ogm-wait", role: "status" }, "正在打开地图…")),
    h("aside", { cls: "ogm-rail" }, h("div", { cls: "ogm-bones" }, [36, 80, 80, 80, 32, 220].map(bone))),
  ];
}

export function broken(message: string, remedy: string, again: () => void): Node {
  return h("div", { cls: "ogm-broken", role: "alert" }, icon("warn", 28), h("h2", null, "地图没有打开"), h("p", null, message), h("p", null, remedy), h("button", { type: "button", cls: "ogm-button primary", onclick: again }, "再试一次"));
}

export function noMap(light: string | undefined): Node {
  return h("div", { cls: "ogm-broken", role: "alert" }, icon("warn", 28), h("h2", null, "这台电脑的浏览器打不开立体绘图（WebGL2）"),
    h("p", null, "右侧的数字和排名仍可使用；地图可改用轻量版。"), h("p", null, "常见原因：显卡驱动被停用、远程桌面、浏览器关闭了硬件加速。"),
    light ? h("a", { cls: "ogm-button primary", href: light }, "打开轻量地图") : null);
}

export interface BottomHooks { map(): void; list(): void; layers(): void }
export function bottomBar(hooks: BottomHooks, more: boolean, sheet: string | undefined): HTMLElement {
  const item = (name: string, title: string, run: () => void, cls = "") => h("button", { type: "button", cls, onclick: run }, icon(name, 22), h("span", null, title));
  return h("nav", { cls: "ogm-bottom", "aria-label": "手机导航" },
    item("pin", "一张图", hooks.map, "active"), item("list", "清单", hooks.list), item("layers", more ? "图层与页面" : "图层", hooks.layers),
    sheet ? h("a", { href: sheet }, icon("download", 22), h("span", null, "出图")) : null);
}
