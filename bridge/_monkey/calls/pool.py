"""Pool: the background threads that perform Jobs."""
from __future__ import annotations

import ctypes
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import thread as futures_threads
from typing import TYPE_CHECKING

from bridge.process import lifetime

if TYPE_CHECKING:
    from .jobs import Job


class Pool:
    """As many threads as `lifetime` says, started on first use."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(lifetime.pool_size(), initializer=self._name)
        self._names = itertools.count(1)
        self._busy: dict[int, None] = {}
        self._refused: set[Job] = set()

    def _name(self) -> None:
        lifetime.name_thread(f"bridge-pool-{next(self._names)}")

    def submit(self, job: Job) -> None:
        """Have a Job performed. Any thread.

        Raises:
            RuntimeError: there is no thread to perform it, nor one to be had.
        """
        try:
            with lifetime.roomy_stack():
                self._executor.submit(self._perform, job)
        except RuntimeError:
            if not self._executor._threads:  # else these come to all that waits
                self._refused.add(job)  # the executor has queued it all the same
                raise

    def _perform(self, job: Job) -> None:
        if job in self._refused:
            self._refused.remove(job)
            return
        thread = threading.get_ident()
        self._busy[thread] = None
        try:
            job.perform()
        finally:
            self._busy.pop(thread, None)

    def interrupt(self) -> None:
        """Drop the Jobs that wait, and raise `SystemExit` in those that run. At exit."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for executor_thread in self._executor._threads:
            futures_threads._threads_queues.pop(executor_thread, None)  # type: ignore[attr-defined] # or it is joined
        for thread in list(self._busy):
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(SystemExit))

    def is_at_work(self) -> bool:
        """Tell whether a thread is inside a Job."""
        return bool(self._busy)
