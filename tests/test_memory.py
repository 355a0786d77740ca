"""Memory stays flat, however many Tasks have been, and whatever became of them."""
from __future__ import annotations

import json

import pytest
from conftest import ROOT, Host

TASKS = 300_000
WARM_UP = 50_000
MOST_GROWTH = 15_000_000  # bytes; 100 bytes leaked by every Task would be twice that


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
        const [tasks, warmUp] = process.argv.slice(3, 5).map(Number);
        const isPromise = process.argv[5] === "promise";
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
          await go(warmUp);
          const before = await look();
          await go(tasks);
          const after = await look();
          console.log(JSON.stringify({ growth: after - before, delivered, failed, jobs: live().jobs }));
        })();
        """,
        str(ROOT / "js"),
        str(TASKS),
        str(WARM_UP),
        way,
        flags=("--max-semi-space-size=1",),
    )
    found = json.loads(done.stdout)
    growth = found.pop("growth")
    assert found == {"delivered": TASKS, "failed": TASKS // 3, "jobs": 0}
    assert growth < MOST_GROWTH
