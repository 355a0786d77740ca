# cython: language_level=3, boundscheck=False, wraparound=False, annotation_typing=False
"""The Node host: joins Node's JavaScript to the Python in the same process, through Node-API 8.

boot.c starts Python and imports this module. The files below are its rooms, each on top of the ones before it. Code
that JavaScript's thread runs for a Job's sake is `nogil`: the compiler proves that it never waits for Python.
"""
from cpython.exc cimport PyErr_WriteUnraisable
from cpython.long cimport PyLong_AsVoidPtr, PyLong_FromVoidPtr
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy
from posix.time cimport CLOCK_MONOTONIC, CLOCK_REALTIME, clock_gettime, nanosleep, timespec

from bridge._node.napi cimport *
from bridge.context cimport FunctionContext, TaskContext
from bridge.handles cimport JsString, JsValue
from bridge.scope cimport Scope

import gc
import json
import threading

import outcome

from bridge._node import startup
from bridge.errors import describe
from bridge.handles import JsError
from bridge.module import load
from bridge.task import Task

include "value.pxi"
include "job.pxi"
include "pool.pxi"
include "done.pxi"
include "perform.pxi"
include "reference.pxi"
include "check.pxi"
include "environment.pxi"
include "function.pxi"
include "process.pxi"
