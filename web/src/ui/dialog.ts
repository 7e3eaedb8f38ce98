// A dialog of words over the page: a heading, a way out, and what it tells.
import { h, icon } from "./dom.ts";

/** Open it over a host; answers how it is closed. A click beside it and Escape close it too. */
export function dialog(host: Element, name: string, heading: string, cls: string, body: (close: () => void) => (Node | string)[]): void {
  const box = h("dialog", { cls: `ogm-told ${cls}`.trim(), "aria-label": name, tabindex: -1 }) as HTMLDialogElement;
  const close = () => box.close();
  box.append(h("header", null, h("h2", null, heading), h("button", { type: "button", cls: "ogm-x", "aria-label": "关闭", onclick: close }, icon("close", 20))), ...body(close));
  box.addEventListener("click", (e) => { if (e.target === box) close(); });
  box.addEventListener("close", () => box.remove());
  host.append(box);
  box.showModal();
  box.focus(); // not its first button: a ring there would say that something is chosen
}

/** Whether a dialog, ours or the framework's, stands over the page: the keys are its own. */
export function covered(): boolean {
  return document.querySelector('[role="dialog"], dialog[open]') !== null;
}
