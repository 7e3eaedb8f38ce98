// 这个数怎么来的, for every number of 服务圈: what was counted, both parts, by which rule, and how far its sources reach.
import type { Manifest, Tile } from "../contract.ts";
import { count, stamp } from "../format.ts";
import type { Area, CenterCard, Next } from "./answers.ts";

const FEW = "不足10";
const SHARE = "人数按户底册逐户计，住在哪一栋就从哪一栋走";

interface Figure { title: string; value: number | null; unit: string; formula: string; from: readonly string[]; num?: number | null; den?: number | null; why?: string; text?: string }

const HOMES = ["户底册", "党群服务中心", "道路"] as const;
const TAGS = [...HOMES, "九色标签"] as const;

/** Figures of a place; `next` are proposed centres. */
export function ofArea(m: Manifest, area: Area, next: Next | null): Tile[] {
  const c = area.covered;
  const [, , min] = area.minutes;
  return tiles(m, area, [
    { title: `${min} 分钟可达`, value: c.share, unit: "%", num: c.inside, den: c.all, formula: `${min} 分钟内走到任一开放中心的人 / 有住址点的人；${SHARE}`, from: HOMES, why: "没有带住址点的人口" },
    { title: "谁在圈外", value: c.outside, unit: "人", formula: `有住址点的人 − ${min} 分钟内走得到的人`, from: HOMES },
    { title: "其中离路过远", value: c.off_street, unit: "人", formula: "离任何道路超过 150 米，或与道路之间有屏障；计入圈外", from: HOMES },
    { title: "占本格、平均步行", value: area.rows.length, text: `${count(area.rows.length)}`, unit: " 格有人在圈外", formula: "占本格 = 圈外人数 / 本格人数；平均步行 = 圈外的人到最近中心的步行时间按人数平均，3 公里内走不到的不计入", from: HOMES },
    { title: "九色圈内、圈外", value: area.groups ? area.groups.length : null, text: area.groups ? `${area.groups.length}` : "—", unit: " 类", formula: "带该标签的人次按住处分在圈内、圈外；人数过少的按权限隐去", from: TAGS, why: area.groups_why },
    ...(next ? [
      { title: `增设 ${next.sites.length} 处后`, value: next.covered.share, unit: "%", num: next.covered.inside, den: next.covered.all, formula: `现有中心加上建议的几处，同样的走法再数一遍；${next.proof}`, from: HOMES },
      { title: "每处新增", value: next.sites.length, unit: " 处", formula: "按先后各处新增的走得到的人（前面几处已覆盖的不重复计）；累计为到这一处为止的可达率", from: HOMES },
    ] : []),
  ]);
}

/** Figures of one centre. */
export function ofCenter(m: Manifest, area: Area, c: CenterCard): Tile[] {
  return tiles(m, area, [
    ...c.paces.map((p) => ({ title: `走到这里的人（${p.title}）`, value: p.people, unit: "人", formula: `以 ${p.kmh.toFixed(1)} km/h 在 ${area.minutes[2]} 分钟内走到这一处的人；${SHARE}`, from: HOMES })),
    { title: "以此为最近中心", value: c.nearest, unit: "人", formula: "到这一处比到任何开放中心都近的人，不限时间", from: HOMES },
    { title: "只有这一处走得到", value: c.only, unit: "人", formula: "时限内走得到这一处、走不到其他任何一处的人：它关停后就在圈外", from: HOMES },
    { title: "每千人工作人员", value: c.supply, unit: "人", text: c.supply === null ? "—" : c.supply.toFixed(2), formula: "两步移动搜寻法：本中心工作人员数 / 时限内走得到本中心的人 × 1000", from: HOMES, why: "没有工作人员数或没有人走得到" },
    { title: "九色圈内、圈外", value: c.groups ? c.groups.length : null, text: c.groups ? `${c.groups.length}` : "—", unit: " 类", formula: `带该标签的人次按住处分在本中心圈内、圈外（${c.groups_at || "本社区"}）；人数过少的按权限隐去`, from: TAGS, why: c.note },
  ]);
}

function tiles(m: Manifest, area: Area, figures: Figure[]): Tile[] {
  const reach = (from: readonly string[]) => {
    const known = (m.freshness ?? []).filter((x) => x.at && from.includes(x.title)).map((x) => x.at as string);
    return known.length ? stamp(known.sort()[0]) : null;
  };
  return figures.map((f, i) => ({
    key: f.title, title: f.title, value: f.value, unit: f.value === null ? "" : f.unit, delta: null, spark: null,
    text: f.text ?? (f.value === null ? (f.why ? "—" : FEW) : f.unit === "%" ? f.value.toFixed(f.value === 100 ? 0 : 1) : count(f.value)),
    why: f.value === null ? (f.why ?? "不足 10 人，按会议口径隐去") : null, num: f.num ?? null, den: f.den ?? null,
    formula: `${f.formula}。${i ? "走法同上。" : area.rule}`, from: f.from.join("、"), period: area.day ? `按 ${area.day} 的网格` : "当前", at: reach(f.from),
  }));
}
