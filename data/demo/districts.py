"""Grouping neighbouring faces into even, compact units whose borders follow the strong lines."""

import numpy as np
from scipy.spatial.distance import cdist

from data.demo.faces import arcs
from data.demo.graph import Graph

# Cost of the exchange: balance, border class, distance (compared with METIS and k-means in the design note).
BALANCE = 3.2
_BORDER, _DISTANCE = 1.1, 0.35


def districts(
    g: Graph,
    weight: np.ndarray,
    k: int,
    rng: np.random.Generator,
    *,
    seeds: list[int] | None = None,
    balance: float = BALANCE,
) -> np.ndarray:
    """Label 0..k-1 per face: growth of the relatively lightest group, then boundary exchange.

    Parameters
    ----------
    g
        One connected part of the district, local metres.
    weight
        What should be even between groups, per face, > 0.
    k
        Number of groups, at most the number of faces.
    seeds
        Fixed starts, one face per group (villages); drawn far apart where None.
    balance
        Price of unevenness against following strong lines.
    """
    n = len(weight)
    if k == 1:
        return np.zeros(n, int)
    fixed = seeds is not None
    start = seeds if seeds is not None else _seeds(g, weight, k, rng)
    label = _grow_near(g, weight, start) if fixed else _grow(g, weight, start)
    _exchange(g, weight, label, k, set(start) if fixed else set(), balance=balance)
    return label


def _seeds(g: Graph, weight: np.ndarray, k: int, rng: np.random.Generator) -> list[int]:
    """Farthest-first starts, then twelve Lloyd steps."""
    n = len(weight)
    chosen = [int(rng.integers(n))]
    d = cdist(g.xy, g.xy[chosen])[:, 0]
    while len(chosen) < k:
        chosen.append(int(np.argmax(d)))
        d = np.minimum(d, cdist(g.xy, g.xy[chosen[-1:]])[:, 0])
    centers = g.xy[chosen]
    for _ in range(12):
        near = np.argmin(cdist(g.xy, centers), axis=1)
        for c in range(k):
            mine = near == c
            if mine.any():
                centers[c] = np.average(g.xy[mine], axis=0, weights=weight[mine])
    out: list[int] = []
    far = cdist(g.xy, centers)
    for c in range(k):
        order = np.argsort(far[:, c])
        out.append(next(int(i) for i in order if int(i) not in out))
    return out


def _grow(g: Graph, weight: np.ndarray, start: list[int]) -> np.ndarray:
    n, k = len(weight), len(start)
    label = np.full(n, -1)
    label[start] = np.arange(k)
    mass = weight[start].astype(float)
    scale = np.sqrt(g.area.sum() / k)
    left = n - k
    strict = True
    while left:
        for c in np.argsort(mass).tolist():
            best, best_score = -1, np.inf
            center = g.xy[start[c]]
            for i in {j for m in np.flatnonzero(label == c).tolist() for j in g.cost[m] if label[j] < 0}:
                if strict and arcs(g.around[i], label, c) != 1:
                    continue
                hold = sum(v for j, v in g.length[i].items() if label[j] == c) / sum(g.length[i].values())
                tie = sum(g.length[i][j] - g.cost[i][j] for j in g.cost[i] if label[j] == c)  # strong line between
                away = float(np.hypot(*(g.xy[i] - center))) / scale
                score = away - 0.7 * hold + 0.5 * tie / scale
                if score < best_score:
                    best, best_score = i, score
            if best >= 0:
                label[best], left = c, left - 1
                mass[c] += weight[best]
                break
        else:
            if not strict:
                raise ValueError("the part to be grouped is not connected")
            strict = False
            continue
        strict = True
    return label


def _grow_near(g: Graph, weight: np.ndarray, start: list[int]) -> np.ndarray:
    """Growth round fixed starts: always the nearest free face, groups that are heavy already count as farther."""
    n, k = len(weight), len(start)
    label = np.full(n, -1)
    label[start] = np.arange(k)
    mass = weight[start].astype(float)
    target = weight.sum() / k
    away = cdist(g.xy, g.xy[start])
    for strict in (True, False):
        while (label < 0).any():
            best, best_score = (-1, -1), np.inf
            for i in np.flatnonzero(label < 0).tolist():
                for c in sorted({int(label[j]) for j in g.cost[i]} - {-1}):
                    tie = sum(g.length[i][j] - g.cost[i][j] for j in g.cost[i] if label[j] == c)
                    score = away[i, c] * (0.35 + mass[c] / target) + 0.9 * tie
                    if score < best_score and (not strict or arcs(g.around[i], label, c) == 1):
                        best, best_score = (i, c), score
            if best[0] < 0:
                break
            label[best[0]] = best[1]
            mass[best[1]] += weight[best[0]]
    if (label < 0).any():
        raise ValueError("the part to be grouped is not connected")
    return label


def _exchange(g: Graph, weight: np.ndarray, label: np.ndarray, k: int, fixed: set[int], *, balance: float) -> None:
    target = weight.sum() / k
    scale = np.sqrt(g.area.sum() / k)
    mass = np.bincount(label, weight, minlength=k)
    count = np.bincount(label, minlength=k)
    moment = np.column_stack([np.bincount(label, weight * g.xy[:, d], minlength=k) for d in (0, 1)])
    for _ in range(14):
        moved = 0
        for i in range(len(label)):
            a = int(label[i])
            if i in fixed or count[a] == 1:
                continue
            others = {int(label[j]) for j in g.cost[i]} - {a}
            if not others or arcs(g.around[i], label, a) != 1:
                continue
            best, best_gain = -1, -1e-6
            for b in sorted(others):
                gain = _gain(
                    g, weight, label, i, a, b=b, mass=mass, moment=moment, target=target, scale=scale, balance=balance
                )
                if gain < best_gain and arcs(g.around[i], label, b) == 1:
                    best, best_gain = b, gain
            if best >= 0:
                w = weight[i]
                label[i] = best
                mass[a] -= w
                mass[best] += w
                count[a] -= 1
                count[best] += 1
                moment[a] -= w * g.xy[i]
                moment[best] += w * g.xy[i]
                moved += 1
        if not moved:
            break


def _gain(
    g: Graph, weight: np.ndarray, label: np.ndarray, i: int, a: int, *, b: int,
    mass: np.ndarray, moment: np.ndarray, target: float, scale: float, balance: float,
) -> float:  # fmt: skip
    w = weight[i]
    before = (mass[a] / target - 1) ** 2 + (mass[b] / target - 1) ** 2
    after = ((mass[a] - w) / target - 1) ** 2 + ((mass[b] + w) / target - 1) ** 2
    border = sum(c if label[j] == a else -c for j, c in g.cost[i].items() if label[j] in (a, b))
    here = np.hypot(*(g.xy[i] - moment[a] / mass[a]))
    there = np.hypot(*(g.xy[i] - moment[b] / mass[b]))
    return float(
        balance * (after - before) + _BORDER * border / scale + _DISTANCE * (there - here) / scale * w / target * 4
    )
