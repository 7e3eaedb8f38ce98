// Development only: serves web/dist and the fixture of fixture.py under the app's addresses and policy.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../dist");
const out = join(here, "out");
const TYPES = { ".mjs": "text/javascript", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".woff2": "font/woff2", ".pts": "application/octet-stream", ".html": "text/html; charset=utf-8" };
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; base-uri 'none'";
const port = Number(process.argv[2] ?? 8765);
const json = async (name) => JSON.parse(await readFile(join(out, name), "utf-8"));

const page = (names) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>dev</title>
<link rel="stylesheet" href="/_stcore/bidi-components/ogm/${names.css}">
<style>body{margin:0;font-family:"Noto Sans SC","Noto Sans CJK SC",sans-serif}.bar{height:53px;box-sizing:border-box;border-bottom:1px solid #e1e6eb;display:flex;align-items:center;padding:0 16px;font-size:16px}</style>
<div class="bar"><b>网格一张图</b></div><div id="c"></div><script type="module" src="/dev.mjs"></script></html>`;
const driver = (names) => `import mount from "/_stcore/bidi-components/ogm/${names.loader}";
const q = new URLSearchParams(location.search);
window.calls = [];
const component = { parentElement: document.getElementById("c"), setTriggerValue: (n, v) => window.calls.push([n, v]), setStateValue: (n, v) => window.calls.push([n, v]),
  data: { mode: q.get("mode") ?? "onemap", manifest: "data/v1/manifest.json", days: 30, fly: 0, looks: [{title:"一张图",url:"#",active:true},{title:"服务圈",url:"/circles"},{title:"诉求",url:"/events"},{title:"九色动态图",url:"/nine"},{title:"立体态势",url:"/deck"}], links: { deck: "/deck", light: "?engine=light", sheet: "/sheet" } } };
window.remount = () => mount(component);
await mount(component);
`;

async function rail(code, days) {
  const places = await json((await json("manifest.json")).places.replace("data/v1/", ""));
  const row = places.code.indexOf(code);
  if (row < 0) return null;
  const level = places.level[row];
  const seed = (text) => [...text].reduce((h, c) => (h * 33 + c.charCodeAt(0)) % 9973, 7);
  const pick = (text, n) => seed(code + text + days) % n;
  const spark = (k) => Array.from({ length: 14 }, (_, i) => 20 + 10 * Math.sin(i / 2 + k) + ((i * 7 + k) % 5));
  const tile = (key, title, value, unit, text, delta, good, note) => ({ key, title, value, unit, text, delta: delta ? { text: delta, good } : null, spark: spark(seed(key) % 7), num: null, den: null, source: "", note });
  const kids = places.code.map((_, i) => i).filter((i) => (level === "district" ? places.level[i] === "l2" : level === "zone" ? places.level[i] === "l2" && places.zone[i] === row : places.parent[i] === row && places.level[i] !== "center"));
  const card = ["l3", "micro", "dedicated"].includes(level) ? {
    chips: [{ l3: "三级网格", micro: "微网格", dedicated: "专属网格" }[level], "城市社区"], lead: [{ role: "三级网格长", name: "演示甲" }, { role: "微网格长", name: "演示乙" }, { role: "楼栋长", name: "2 名" }], promise: "承诺：2 小时到场，2 个工作日反馈",
    facts: [{ value: places.hh[row], unit: "", title: "户" }, { value: places.ppl[row], unit: "", title: "人" }, { value: 2, unit: "", title: "栋" }, { value: 2.1, unit: "", title: "分钟到中心" }],
    events: { overdue: 1, waiting: 2, doing: 1, done: 9 }, latest: { title: "房顶漏水，三单元顶层", line: "四联单 接单中，超期 1 个工作日", overdue: true },
    visits: { done: 70, due: 83, target_share: 0.7, month: "11 月", last_visit: "11-20", last_patrol: "11-21 09:40" },
    nine: { at: "三湾街片区", cells: (await json("manifest.json")).groups.map((g, i) => ({ group: g.code, value: i % 3 === 2 ? null : 40 + 17 * i })) }, ledger_pct: 96, dedicated: [{ code: code.slice(0, 12) + "901", name: "学校", kind: "学校" }], center: null } : null;
  return { code, name: places.name[row], level, title: level === "district" ? "64 个社区(村)，19.7 万人" : `${kids.length} 个，${places.ppl[row] ?? "—"} 人`,
    tiles: [tile("coverage", "15 分钟覆盖", 96.1, "%", "96.1", null, null, "7,627 人在圈外"), tile("open", "未办结", 642, "件", "642", "↓ 38 较上期", true), tile("overdue", "超期事件", 46, "件", "46", "↑ 5 较上期", false), tile("feedback", "2 日反馈", 98.1, "%", "98.1", null, null, "目标 100%"), tile("visits", "本月走访", 86.4, "%", "86.4", "11-21 应达 70%", true), tile("nine", "九色待访", 312, "户", "312", "↓ 27 较上周", true)],
    rank: { tabs: [{ key: "overdue", title: "超期" }, { key: "open", title: "未办结" }, { key: "outside", title: "圈外" }], rows: kids.map((k) => ({ code: places.code[k], name: places.name[k], overdue: seed(places.code[k]) % 10, open: seed(places.name[k]) % 60, outside: seed(places.code[k] + "x") % 900, d_overdue: (seed(places.code[k] + "d") % 9) - 3, d_open: 0, d_outside: null })) }, card };
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const send = (status, type, body, extra = {}) => {
    const zipped = body.length > 1000 && !/woff/.test(type) ? gzipSync(body, { level: 5 }) : null;
    response.writeHead(status, { "Content-Type": type, "Content-Security-Policy": POLICY, ...(zipped ? { "Content-Encoding": "gzip" } : {}), ...extra });
    response.end(zipped ?? body);
  };
  try {
    const names = JSON.parse(await readFile(join(dist, "build.json"), "utf-8"));
    const path = normalize(url.pathname);
    if (path === "/session") return send(200, "application/json", Buffer.from('{"sid":"dev"}'));
    if (path === "/dev.mjs") return send(200, "text/javascript", Buffer.from(driver(names)));
    if (path.startsWith("/data/v1/place/")) {
      const made = await rail(decodeURIComponent(path.slice(15)), url.searchParams.get("d"));
      return made ? send(200, "application/json", Buffer.from(JSON.stringify(made))) : send(404, "application/json", Buffer.from("{}"));
    }
    if (path === "/data/v1/find") return send(200, "application/json", Buffer.from(JSON.stringify([{ kind: "address", title: "丹江路 12 号院", line: "三湾街社区", code: null, at: [113.28, 34.8] }])));
    const file = path.startsWith("/data/v1/") ? join(out, path.slice(9)) : path.startsWith("/lib/") ? join(dist, path) : path.startsWith("/_stcore/bidi-components/ogm/") ? join(dist, path.slice(29)) : null;
    if (file) return send(200, TYPES[extname(file)] ?? "application/octet-stream", await readFile(file), { "Cache-Control": "private, max-age=31536000, immutable" });
    send(200, TYPES[".html"], Buffer.from(page(names)));
  } catch (error) {
    send(404, "text/plain", Buffer.from(String(error)));
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
