# cython: language_level=3, boundscheck=False, wraparound=False, annotation_typing=False, cdivision=True
"""Pool: one queue of Jobs, and the background threads that perform them. It knows no JavaScript: a Job has its kind for that.

The files below are each on top of the ones before them.
"""
from cpython.exc cimport PyErr_WriteUnraisable
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport strcmp, strdup
from posix.time cimport CLOCK_MONOTONIC, CLOCK_REALTIME, clock_gettime, nanosleep, timespec

cdef extern from "Python.h" nogil:
    ctypedef struct PyThreadState
    ctypedef struct PyFrameObject
    ctypedef enum PyGILState_STATE:
        pass
    PyGILState_STATE PyGILState_Ensure()
    PyThreadState* PyEval_SaveThread()
    void PyEval_RestoreThread(PyThreadState*)
    unsigned long PyThread_get_thread_ident()
    int PyThreadState_SetAsyncExc(unsigned long, PyObject*)
    PyFrameObject* PyThreadState_GetFrame(PyThreadState*)

cdef extern from "Python.h":
    object PyContext_New()
    int PyContext_Enter(object) except -1
    int PyContext_Exit(object) except -1

cdef extern from "<sys/prctl.h>" nogil:
    int PR_SET_NAME
    int PR_SET_TIMERSLACK
    int prctl(int, ...)

cdef extern from "<unistd.h>" nogil:
    int pause()

cdef extern from "<sched.h>" nogil:
    int sched_yield()

import sys

include "threads/interval.pxi"
include "threads/yielding.pxi"
include "jobs/statistics.pxi"
include "threads/pools.pxi"
include "jobs/state.pxi"
include "jobs/perform.pxi"
include "threads/queue.pxi"
include "threads/leading.pxi"
include "jobs/telling.pxi"
include "jobs/asking.pxi"
include "jobs/waiting.pxi"
include "jobs/stopping.pxi"
include "threads/submit.pxi"
include "threads/named.pxi"
include "jobs/objects.pxi"
