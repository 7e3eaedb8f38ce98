"""A planner that edits, undoes and redoes without end, and says each number that was committed; to be killed."""

import sys

import numpy as np

from data import open_store
from data.plans.desk import Desk
from geo.model.scope import Role, Scope
from geo.plan.refused import Refused
from tests.stress.edits import Hand

WHO = Scope("规划甲", Role.PLANNER, "410106")


def main(url, plan, seed):
    desk = Desk(open_store(url))
    rng = np.random.default_rng(int(seed))
    while True:
        info = desk.info(plan)
        hand = Hand(desk.coverage(plan), rng)
        hand.count = info.head_seq * 1000  # ids of split parts are never used twice
        try:
            if rng.random() < 0.25:
                seq = desk.undo(WHO, plan, info.head_seq)
            else:
                op, _ = hand.op()
                print("B", flush=True)
                seq = desk.commit(WHO, plan, op, info.head_seq)
        except Refused:
            continue
        except Exception as fault:
            if "没有可以撤销" not in str(fault):
                raise
            continue
        print(f"C{seq}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
