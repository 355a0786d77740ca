"""Counts a word in a CSV of lines, whose fourth field is a text: `search(buffer, word, parallel)`."""
from __future__ import annotations

import functools
import itertools
import multiprocessing
import os
from typing import TYPE_CHECKING

from bridge import FunctionContext, JsNumber, JsString, JsUint8Array, JsValue, ModuleContext, register_module

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

PROCESSES = os.cpu_count() or 1


def search(cx: FunctionContext) -> JsNumber:
    with cx.argument(0, JsUint8Array).borrow() as memory:
        lines = str(memory, "utf-8", "replace").split("\n")
    word = cx.argument(1, JsString).value().lower()
    parallel = cx.argument_opt(2, JsValue)
    return cx.number(count_in_parallel(lines, word) if parallel else count(lines, word))


def count(lines: list[str], word: str) -> int:
    return sum(is_word(piece, word) for line in lines for piece in text_of(line).split(" "))


def text_of(line: str) -> str:
    """Drop the first three fields; the text may have commas of its own."""
    return "".join(line.split(",", 3)[3:])


def is_word(piece: str, word: str) -> bool:
    begin = 0
    while begin < len(piece) and not piece[begin].isalpha():
        begin += 1
    end = begin + len(word)
    return piece[begin:end].lower() == word and not piece[end : end + 1].isalpha()


def count_in_parallel(lines: list[str], word: str) -> int:
    size = -(-len(lines) // PROCESSES)
    parts = (lines[start : start + size] for start in range(0, len(lines), size))
    return sum(processes().starmap(count, zip(parts, itertools.repeat(word))))


@functools.cache
def processes() -> Pool:
    """Start the processes, once: Python's threads would take turns on one processor. They end with this one."""
    return multiprocessing.Pool(PROCESSES)


@register_module
def main(m: ModuleContext) -> None:
    m.export_function("search", search)
