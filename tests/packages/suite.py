"""Packages with native code do what they do in any Python: `make packages` runs this, apart from the other tests."""
from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from conftest import Host, find_host
from packages.works import WORKS, Work


@pytest.mark.parametrize("name", ["node-18.4", "node-on-path"])
@pytest.mark.parametrize("work", [pytest.param(work, id=work.name) for work in WORKS])
def test_a_package_works(work: Work, name: str, tmp_path: Path) -> None:
    """In a Task; then the process ends, naturally and by process.exit()."""
    host: Host = find_host(name, tmp_path)
    host.module("@task\ndef work():\n" + textwrap.indent(textwrap.dedent(work.body).strip(), "    "))
    for leave in "", "process.exit(0);":
        done = host.run(
            f"""
            const {{ work }} = require('./module');
            work().then((answer) => {{
              console.log('answer', JSON.stringify(answer));
              {leave}
            }});
            """,
            leaks=True,
            timeout=120,
        )
        *_, line = done.stdout.splitlines()
        assert json.loads(line.removeprefix("answer ")) == work.answer
