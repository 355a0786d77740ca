"""Memory stays flat, however many Tasks have been, and whatever became of them."""
from __future__ import annotations

import json

import pytest
from conftest import ROOT, Host

TASKS = 50_000  # in each round
MOST_ROUNDS = 8
MOST_CHANGE = 3_000_000  # bytes in a round that is flat: 60 leaked by every Task would show in each


@pytest.mark.parametrize("way", ["callback", "promise"])
def test_resident_memory_stays_flat(host: Host, way: str) -> None:
    """Two in three succeed, with the default complete() or one of their own; the others fail, with either."""
    host.module(
        """
        class Copied(Task[str, JsString]):
            def __init__(self, number):
                self.number = number

            def perform(self):
                if self.number % 3 == 0:
                    raise ValueError(f"{self.number} " + "x" * 100)
                return f"{self.number} " + "y" * 100

        class Completed(Copied):
            def complete(self, cx, result):
                return cx.string(result.unwrap())

        def work(cx):
            number = int(cx.argument(0, JsNumber).value())
            task = (Copied if number % 2 else Completed)(number)
            if len(cx) == 1:
                return task.promise(cx)
            task.schedule(cx.argument(1, JsFunction))

        @register_module
        def main(m):
            m.export_function("work", work)
        """
    )
    done = host.run(
        """
        const { work } = require("./module");
        const { live } = require(process.argv[2]);
        const [tasks, mostRounds, mostChange] = process.argv.slice(3, 6).map(Number);
        const isPromise = process.argv[6] === "promise";
        const MOST_IN_FLIGHT = 1000;
        let scheduled = 0, delivered = 0, failed = 0;

        const begin = (callback) => {
          if (isPromise) work(scheduled++).then((value) => callback(null, value), callback);
          else work(scheduled++, callback);
        };
        const go = (until) => new Promise((resolve) => {
          const callback = (error, value) => {
            if (error) failed++;
            if (++delivered === until) resolve();
            else if (scheduled < until) begin(callback);
          };
          while (scheduled < until && scheduled - delivered < MOST_IN_FLIGHT) begin(callback);
        });

        const look = async () => {
          for (let times = 0; times < 4; times++) {
            gc();
            await new Promise(setImmediate);
          }
          live(); // collects Python's garbage
          return process.memoryUsage().rss;
        };

        (async () => {
          const sizes = [];
          const isFlat = ([before, after] = sizes.slice(-2)) => Math.abs(after - before) < mostChange;
          while (sizes.length < mostRounds && !isFlat()) {
            await go(scheduled + tasks);
            sizes.push(await look());
          }
          console.log(JSON.stringify({ sizes, isFlat: isFlat(), delivered, failed, jobs: live().jobs }));
        })();
        """,
        str(ROOT / "js"),
        *map(str, (TASKS, MOST_ROUNDS, MOST_CHANGE)),
        way,
        flags=("--max-semi-space-size=1",),
    )
    found = json.loads(done.stdout)
    total = TASKS * len(found["sizes"])
    assert (found["delivered"], found["failed"], found["jobs"]) == (total, -(-total // 3), 0)
    assert found["isFlat"], found["sizes"]
