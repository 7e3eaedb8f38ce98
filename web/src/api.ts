// Every request the component makes; all of them go to the own server.

let base = "/";
let ahead: { url: string; answer: Promise<Response> } | null = null;
export function setBase(value: string): void { base = value; }

/** The loader asked for the manifest while this code was still on its way; the answer counts once. */
export function askedAhead(url: string, answer: Promise<Response>): void {
  ahead = { url, answer };
  answer.catch(() => undefined);
}

export class Fault extends Error {
  constructor(readonly kind: "session" | "missing" | "offline" | "wrong", message: string) { super(message); }
}

/** An address of the contract (`data/v1/…`, `session`) as an absolute one below the app's base. */
export function absolute(path: string): string {
  if (/^https?:/.test(path)) {
    const url = new URL(path);
    if (url.origin !== location.origin) throw new Fault("wrong", "地址不在本系统内，已拒绝。");
    return path;
  }
  const root = new URL(base, location.href);
  return path.startsWith("/") ? new URL(path.startsWith(root.pathname) ? path : root.pathname + path.slice(1), root.origin).href : new URL(path, root).href;
}

async function get(path: string, want: RegExp, signal?: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    const url = absolute(path);
    const early = ahead?.url === url ? ahead.answer : null;
    if (early) ahead = null;
    answer = await (early ?? fetch(url, { credentials: "same-origin", ...(signal ? { signal } : {}) }));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Fault("offline", "连不上服务器。");
  }
  if (answer.status === 401) throw new Fault("session", "会话已结束。");
  if (answer.status === 404) throw new Fault("missing", "数据已更新或不在您的范围内。");
  // Unknown paths are answered with the app's own page and 200, so the type has to be checked too.
  if (!answer.ok || !want.test(answer.headers.get("content-type") ?? "")) throw new Fault("wrong", `服务器没有给出数据（${answer.status}）。`);
  return answer;
}

export async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await get(path, /json/, signal)).json()) as T;
}
export async function bytes(path: string): Promise<ArrayBuffer> {
  return (await get(path, /octet-stream|ogm|pts/)).arrayBuffer();
}

let sid: string | null = null;
let watching = false;
/** Ask now and then whether the person is still signed in: the framework never re-checks an open page. */
export function watch(): void {
  if (watching) return;
  watching = true;
  // The framework's own idle clock only hears reruns: somebody who pans and reads is here as well.
  let busy = false;
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) addEventListener(kind, () => { busy = true; }, { passive: true, capture: true });
  const ask = async () => {
    const present = busy;
    busy = false;
    try {
      const answer = await fetch(absolute(present ? "session?busy=1" : "session"), { cache: "no-store", credentials: "same-origin" });
      if (answer.status === 401) return location.reload();
      if (!answer.ok || !/json|text\/plain/.test(answer.headers.get("content-type") ?? "")) return;
      const text = (await answer.text()).trim();
      if (sid !== null && text && text !== sid) return location.reload();
      sid = text;
    } catch {
      // Offline is no sign-out; the framework shows its own notice.
    }
  };
  void ask();
  setInterval(ask, 5000);
  addEventListener("focus", ask);
}
