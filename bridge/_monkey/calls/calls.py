"""Calls: what JavaScript calls of Python's. Each gives a slot; a negative one is of what it throws."""
from __future__ import annotations

import contextvars
import math
from typing import TYPE_CHECKING

from bridge._monkey.crossing.values import prepare
from bridge._monkey.jobs.line import Line
from bridge._monkey.jobs.stopping import held
from bridge._monkey.jobs.work import Call
from bridge.contexts.context import FunctionContext
from bridge.exports.function import Export

if TYPE_CHECKING:
    from collections.abc import Callable

    from bridge._monkey.jobs.entrance import Entrance
    from bridge.contract.kinds import Raw


_TOO_DEEP = 5  # a slot


class Calls:
    """What is lent to host/functions.js. JavaScript's thread; nothing an author raises gets past here."""

    def __init__(self, host: Entrance) -> None:
        self._host = host

    def lent(self) -> dict[str, Callable[..., object]]:
        """Give them by their names."""
        return {
            "call": self._call,
            "later": self._later,
            "now": self._now,
            "refused": self._refused,
            "stop": self._stop,
        }

    def _call(self, number: float, first: float, count: float, is_construct: bool) -> Raw:
        """Call a function with a FunctionContext; the slots from the first on are `this` and the arguments."""
        host = self._host
        host.entries += 1
        callee, owner, name = host.objects[int(number)]
        this = int(first)
        context = FunctionContext(host, tuple(range(this + 1, this + 1 + int(count))), 2 * this + is_construct, name)
        context._begin()
        try:
            host.interrupts.check()
            if owner is not None:
                return host.raw_result(callee(host.objects[int(host.js.standsFor(this))], context))
            if isinstance(callee, type):
                return host.keep_alone(callee(context))
            return host.raw_result(callee(context))
        except BaseException as error:
            return self._throw(error)
        finally:
            context._end()

    def _throw(self, error: BaseException) -> Raw:
        """Give the slot of what an exception is in JavaScript; where there is no room on the stack to make it, that."""
        try:
            return -self._host.put_exception(error)
        except BaseException:
            return -_TOO_DEEP

    def _now(self, number: float, count: float) -> Raw:
        """Call an Export with the arguments that JavaScript has packed."""
        host = self._host
        host.entries += 1
        export = host.objects[int(number)]
        outer, host.current = host.current, None  # a call by copy has no Context
        line = None
        try:
            host.interrupts.check()
            arguments = host.read(int(count), export)
            if export.has_roles:
                line = Line(host, host.take_lent(), host.throw_later)
            value = contextvars.copy_context().run(export.call, arguments)
            if isinstance(export.function, type) and export.owner is None:
                return host.keep_alone(value)  # a constructor's
            if value is None and export.gives_undefined:
                return 0
            return host.put(prepare(value, host.classes))
        except BaseException as error:
            host.take_lent()  # where they have not been taken
            return self._throw(error)
        finally:
            host.current = outer
            if line is not None:
                line.close()

    def _later(self, number: float, count: float, settler: float, timeout: float, priority: float) -> None:
        """Queue a call of an Export with the arguments that JavaScript has packed."""
        host = self._host
        export = host.objects[int(number)]
        assert isinstance(export, Export)
        job = Call(host, int(settler), export, int(priority))
        try:
            job.arguments = host.read(int(count), export)
        except BaseException as error:
            job.lend(host.take_lent())
            job.refuse(host.prepared(error))
        else:
            job.lend(host.take_lent())
            job.send(min(timeout, export.timeout_ms or math.inf))

    def _refused(self, settler: float, number: float, name: float) -> None:
        """Fail a call with what JavaScript threw, which it holds, where its result would be."""
        host = self._host
        Call(host, int(settler), host.objects[int(number)]).refuse(held(host, name))

    def _stop(self, settler: float, name: float) -> None:
        """Stop a call, or a Task, with a reason that JavaScript holds."""
        host = self._host
        error = held(host, name)
        job = host.pending.find(int(settler))
        if job is not None:
            job.stop(error, lambda: host.copy_held(error))
