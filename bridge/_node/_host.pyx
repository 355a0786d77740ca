# cython: language_level=3, boundscheck=False, wraparound=False, annotation_typing=False, cdivision=True
"""The Node host: joins Node's JavaScript to the Python in the same process, through Node-API 8.

boot.c starts Python and imports this module. The files below are its rooms, each on top of the ones before it. Code
that JavaScript's thread runs for a Job's sake is `nogil`: the compiler proves that it never waits for Python.
"""
from cpython.buffer cimport PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, PyBuffer_FillInfo
from cpython.exc cimport PyErr_WriteUnraisable
from cpython.long cimport PyLong_AsVoidPtr, PyLong_FromVoidPtr
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.math cimport signbit
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset
from posix.time cimport CLOCK_MONOTONIC, CLOCK_REALTIME, clock_gettime, nanosleep, timespec

from bridge._node.napi cimport *
from bridge.context cimport FunctionContext, TaskContext
from bridge.exported cimport Export as Exported
from bridge.handles cimport JsString, JsValue, lend, narrow
from bridge.host cimport Host
from bridge.scope cimport Scope

from bridge._node import linker

include "linking.pxi"

import operator
import sys
import threading

from bridge import _wire as wire, ending, exported, formats, lifetime
from bridge._node import startup
from bridge.errors import describe, mark_refused
from bridge.formats import item_format
from bridge.handles import count_live
from bridge.kept import Kept
from bridge.module import load_folder
from bridge.plain import to_wire
from bridge.tables import is_binary
from bridge.tasks import Task
from bridge.thrown import JsError

include "value.pxi"
include "job.pxi"
include "pool.pxi"
include "identity.pxi"
include "done.pxi"
include "reference.pxi"
include "from_python.pxi"
include "to_javascript.pxi"
include "scan.pxi"
include "from_javascript.pxi"
include "to_python.pxi"
include "perform.pxi"
include "check.pxi"
include "environment.pxi"
include "values.pxi"
include "objects.pxi"
include "later.pxi"
include "function.pxi"
include "call.pxi"
include "class.pxi"
include "streams.pxi"
include "process.pxi"
