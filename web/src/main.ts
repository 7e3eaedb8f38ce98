// What the loader calls on every script run: keeps one map alive and hands it the newest component.
import { askedAhead, setBase } from "./api.ts";
import { App } from "./app.ts";
import { Bar } from "./bar.ts";
import { asked, type Component } from "./contract.ts";
import { fontSheet } from "./fonts.ts";
import type { Desk } from "./plan/index.ts";

let app: App | null = null;
let bar: Bar | null = null;
let issues: Promise<import("./issues/index.ts").Issues> | null = null;
let desk: Desk | null = null;
/** Day whose grids the maps of this window were made for; null before the first. */
let day: string | null = null;
let swipe: Promise<import("./plan/swipe.ts").Swipe> | null = null;

declare global {
  interface Window { __ogm?: unknown; __ogm_issues?: unknown; __plan?: unknown; __swipe?: unknown }
}

export default function mount(component: Component, base: string, lib: string, ahead?: { url: string; answer: Promise<Response> }): () => void {
  setBase(base);
  if (ahead) askedAhead(ahead.url, ahead.answer);
  fontSheet(lib);
  const { parentElement } = component;
  // Pages of forms only need the style sheet and the fonts.
  if (component.data.mode === "style") return () => undefined;
  if (component.data.mode !== "plan" && component.data.mode !== "swipe") {
    // Another day has other places: whatever this window holds was made for one day.
    const now = asked(component.data.manifest);
    if (day !== null && day !== now) location.reload();
    day = now;
  }
  if (component.data.mode === "strip") {
    bar ??= new Bar(component);
    bar.update(component);
    const mine = bar;
    return () => mine.detach(parentElement);
  }
  if (component.data.mode === "issues") {
    issues ??= import("./issues/index.ts").then(({ Issues }) => {
      const made = new Issues(lib);
      window.__ogm_issues = { stats: () => made.stats() };
      return made;
    });
    let gone = false;
    void issues.then((page) => { if (!gone) page.update(component); });
    return () => {
      gone = true;
      void issues?.then((page) => page.detach(parentElement));
    };
  }
  if (component.data.mode === "plan") {
    // The edit page is its own chunk: most people never open it.
    void import("./plan/index.ts").then(({ Desk }) => {
      if (!parentElement.isConnected) return;
      if (desk?.id !== component.data.plan!.id) {
        desk?.close();
        window.__plan = desk = new Desk(component, lib);
      }
      desk.update(component);
    });
    return () => desk?.detach(parentElement);
  }
  if (component.data.mode === "swipe") {
    swipe ??= import("./plan/swipe.ts").then(({ Swipe }) => (window.__swipe = new Swipe(lib)) as import("./plan/swipe.ts").Swipe);
    let gone = false;
    void swipe.then((page) => { if (!gone) page.update(component); });
    return () => { gone = true; void swipe?.then((page) => page.detach(parentElement)); };
  }
  if (!app) {
    const made = (app = new App(component, lib));
    window.__ogm = {
      get ready() { return made.ready; },
      get map() { return made.scene?.map ?? null; },
      stats: () => made.stats(),
      select: (code: string) => made.select(code),
      toggle: (key: string) => made.toggle(key),
      editing: () => import("./editing.ts"),
    };
  }
  app.update(component);
  const mine = app;
  // Only an unmount comes here; the map itself stays, so coming back costs no new context.
  return () => mine.detach(parentElement);
}
