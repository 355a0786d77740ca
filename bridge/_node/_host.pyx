# cython: language_level=3, boundscheck=False, wraparound=False, annotation_typing=False, cdivision=True
"""The Node host: joins Node's JavaScript to the Python in the same process, through Node-API 8.

boot.c starts Python and imports this module. The files below are its rooms, each on top of the ones before it. Code
that JavaScript's thread runs for a Job's sake is `nogil`: the compiler proves that it never waits for Python. Calls of
Node-API that follow one another are joined by `or`: its `napi_ok` is 0, so that the first that fails is the last.
"""
from cpython.buffer cimport PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, PyBuffer_FillInfo
from cpython.exc cimport PyErr_WriteUnraisable
from cpython.long cimport PyLong_AsVoidPtr, PyLong_FromVoidPtr
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.math cimport INFINITY
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memmove

cdef extern from "<sched.h>" nogil:
    int sched_yield()

from bridge._node.napi.napi cimport *
from bridge.pool._pool cimport *
from bridge.contexts.context cimport FunctionContext, TaskContext
from bridge.exports.function cimport Export as Exported
from bridge.handles.value cimport lend
from bridge.streams.line cimport Caller as LentCaller, Line as LentLine, Question as LentQuestion
from bridge.contract.environment cimport Environment as Contract
from bridge.contract cimport scope as scopes_module
from bridge.contract.scope cimport Scope
from bridge.handles cimport value as handles_module
from bridge.values.plain cimport way_of
from bridge.wire.doubles cimport MAX_SAFE_INTEGER, number_to_python

include "interposition/loading.pxi"

import operator
import sys
import threading

from bridge.pool import _pool as pool
from bridge.wire import _wire as wire
from bridge.process import ending, lifetime
from bridge.exports import function as exported
from bridge.values import formats
from bridge._node.start import startup
from bridge.values.errors import describe, mark_refused
from bridge.values.formats import item_format
from bridge.library.served import load_folder
from bridge.values.plain import to_wire
from bridge.handles.error import JsError
from bridge.streams.line import NO_ANSWER, NO_WAITING, OVER

include "environment/outbox.pxi"
include "environment/environment.pxi"
include "environment/reference.pxi"
include "environment/throwing.pxi"
include "crossing/value.pxi"
include "crossing/identity.pxi"
include "crossing/status.pxi"
include "crossing/memory.pxi"
include "crossing/from_python.pxi"
include "crossing/to_javascript.pxi"
include "crossing/scan.pxi"
include "crossing/from_javascript.pxi"
include "crossing/to_python.pxi"
include "lines/thrown.pxi"
include "lines/line.pxi"
include "lines/posts.pxi"
include "lines/questions.pxi"
include "lines/flows.pxi"
include "lines/callers.pxi"
include "pending/pending.pxi"
include "pending/reason.pxi"
include "pending/ticket.pxi"
include "pending/job.pxi"
include "pending/uses.pxi"
include "pending/signals.pxi"
include "pending/deadlines.pxi"
include "pending/end.pxi"
include "jobs/enter.pxi"
include "jobs/perform.pxi"
include "jobs/streaming.pxi"
include "jobs/delivery.pxi"
include "jobs/kinds.pxi"
include "jobs/logs.pxi"
include "stopping/drain.pxi"
include "stopping/answer.pxi"
include "stopping/options.pxi"
include "stopping/called.pxi"
include "stopping/stops.pxi"
include "stopping/pools.pxi"
include "stopping/scheduled.pxi"
include "calls/arguments.pxi"
include "calls/callables.pxi"
include "calls/by_copy.pxi"
include "calls/streams.pxi"
include "calls/functions.pxi"
include "calls/classes.pxi"
include "host/scopes.pxi"
include "host/values.pxi"
include "host/objects.pxi"
include "host/later.pxi"
include "start/streams.pxi"
include "start/process.pxi"
