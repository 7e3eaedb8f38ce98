// Makes elements; text only ever enters as text, so data cannot become markup.
type Child = Node | string | number | null | undefined | false;
type Props = Record<string, unknown>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props | null, ...children: (Child | Child[])[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  apply(el, props);
  el.append(...(children.flat().filter((c) => c !== null && c !== undefined && c !== false).map((c) => (typeof c === "number" ? String(c) : c)) as (Node | string)[]));
  return el;
}

const NS = "http://www.w3.org/2000/svg";
export function s(tag: string, props: Props | null, ...children: (Node | null)[]): SVGElement {
  const el = document.createElementNS(NS, tag);
  apply(el, props);
  el.append(...children.filter((c): c is Node => c !== null));
  return el;
}

function apply(el: Element, props: Props | null): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on") && typeof value === "function") el.addEventListener(name.slice(2), value as EventListener);
    else if (name === "css") for (const [k, v] of Object.entries(value as Record<string, string>)) (el as HTMLElement).style.setProperty(k, v);
    else el.setAttribute(name === "cls" ? "class" : name, value === true ? "" : String(value));
  }
}

/** What a pointer has pressed and not let go: an answer that comes meanwhile must not take it from under the finger. */
let pressed: Element | null = null;
const waiting = new Map<Element, () => void>();
function letGo(): void {
  if (!pressed) return;
  pressed = null;
  setTimeout(() => { // after the click
    for (const draw of [...waiting.values()]) draw();
  }, 0);
}
if (typeof document !== "undefined") {
  document.addEventListener("pointerdown", (e) => { pressed = e.target as Element; }, true);
  for (const end of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(end, letGo, true);
  document.addEventListener("pointermove", (e) => { if (!e.buttons) letGo(); }, { capture: true, passive: true });
  addEventListener("blur", letGo);
}

/** Put new children into an element; while something in it is pressed, right after the click. */
export function fill(el: Element, ...children: (Child | Child[])[]): void {
  if (pressed?.isConnected && el !== pressed && el.contains(pressed)) return void waiting.set(el, () => fill(el, ...children));
  waiting.delete(el);
  el.replaceChildren(...(children.flat().filter((c) => c !== null && c !== undefined && c !== false).map((c) => (typeof c === "number" ? String(c) : c)) as (Node | string)[]));
}

/** 20×20 line icons, drawn here so that no icon font or file is needed. */
const ICONS: Record<string, string> = {
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13.2 13.2 17 17",
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2L10 5.800M11.500 8.500a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.200 4.200L10 14.200",
  calendar: "M4 5.500h12v11H4zM4 8.800h12M7 3.500v3M13 3.500v3",
  down: "M5.500 8l4.500 4.500L14.500 8",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  home: "M3.500 10 10 4l6.500 6M5.500 8.800V16h3.200v-4h2.600v4h3.200V8.800",
  cube: "M10 3l6 3.300v7.400L10 17l-6-3.300V6.300zM4 6.300l6 3.400 6-3.400M10 9.700V17",
  download: "M10 3.500v9M6.200 9 10 12.800 13.800 9M4 16.500h12",
  layers: "M10 3l7 4-7 4-7-4zM3 10.500l7 4 7-4M3 13.800l7 4 7-4",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4.500 10.500 8.300 14.200 15.500 6.500",
  list: "M7 5.500h10M7 10h10M7 14.500h10M3.500 5.500h.8M3.500 10h.8M3.500 14.500h.8",
  pin: "M10 17s5.500-5.200 5.500-9a5.500 5.500 0 0 0-11 0c0 3.800 5.500 9 5.500 9zM10 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  eye: "M2.500 10S5.200 5 10 5s7.500 5 7.500 5-2.700 5-7.500 5-7.500-5-7.500-5zM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
  grid: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
  back: "M12.500 4.500 7 10l5.500 5.500",
  pointer: "M5 3.500l9.500 7-4.200.700 2.400 4.800-1.800.900-2.400-4.800L5 15z",
  brush: "M16.500 3.500 9 11M9 11c-2 0-3.500 1.500-3.500 3.500 0 1-.700 1.700-2 2 3 .800 7 .300 7-3.500z",
  lasso: "M10 4c4 0 7 1.800 7 4.200s-3 4.200-7 4.200-7-1.800-7-4.200S6 4 10 4zM6 12c-1 1.200-1 3 .800 3.400 1.500.300 1.700 1.600.700 2.100",
  pen: "M4 16l1-4L13.500 3.500l3 3L8 15zM11.500 5.500l3 3",
  reshape: "M3 15c3 0 3-10 7-10s4 10 7 10M3 10h2M15 10h2",
  cut: "M10 3v14M4 6h12v8H4z",
  merge: "M4 4v4c0 2 6 2 6 5v4M16 4v4c0 2-6 2-6 5M7.500 14.500 10 17l2.500-2.500",
  locked: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  unlocked: "M5 9h10v8H5zM7 9V6.500a3 3 0 0 1 5.800-1",
  undo: "M7 5 3.500 8.500 7 12M3.500 8.500H12a4 4 0 0 1 0 8H8",
  redo: "M13 5l3.500 3.500L13 12M16.500 8.500H8a4 4 0 0 0 0 8h4",
  scales: "M10 3v13M6 16.500h8M3.500 6h13M3.500 6 1.500 11h4zM16.500 6l-2 5h4z",
  warn: "M10 3.500 17.500 16.500h-15zM10 8.500v3.700M10 14.200v.4",
};
export function icon(name: string, size = 18): SVGElement {
  return s("svg", { viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round" }, s("path", { d: ICONS[name] ?? "" }));
}

let live: HTMLElement | null = null;
let timer = 0;
/** One polite sentence at the bottom of the map; read out by screen readers. */
export function toast(host: HTMLElement, text: string, seconds = 4): void {
  if (!live?.isConnected) host.append((live = h("div", { cls: "ogm-toast", role: "status" })));
  live.textContent = text;
  live.classList.add("on");
  clearTimeout(timer);
  timer = window.setTimeout(() => live?.classList.remove("on"), seconds * 1000);
}
