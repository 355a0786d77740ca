"""Logging into JavaScript: records of Python's `logging` go to `require('taskbridge').on('log', (record) => {})`.

>>> bridge.logging.to_javascript(logging.INFO)
"""
from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bridge.contract.listening import listening
from bridge.pool._pool import current_job

if TYPE_CHECKING:
    from logging import Handler, Logger, LogRecord


def to_javascript(level: int | str = logging.NOTSET, logger: Logger | None = None) -> Handler:
    """Have a logger, the root if none is named, send its records to JavaScript's listeners; the handler that does so.

    Each JavaScript environment that listens gets them, from any thread and in order. A record is an object with `name`,
    `level`, `levelno`, `message`, `time` (in ms), `pathname`, `lineno`, `funcName`, `thread`, and where there are such,
    the name of its `job` and its `error`. The logger's own level is left as it is.
    """
    handler = _ToJavaScript(level)
    (logger or logging.getLogger()).addHandler(handler)
    return handler


class _ToJavaScript(logging.Handler):
    def emit(self, record: LogRecord) -> None:
        environments = listening()
        if not environments:
            return
        try:
            told = _told(record)
            for environment in environments:
                environment.send_log(told)
        except Exception:
            self.handleError(record)


def _told(record: LogRecord) -> dict[str, Any]:
    told = {
        "name": record.name,
        "level": record.levelname,
        "levelno": record.levelno,
        "message": record.getMessage(),
        "time": record.created * 1000,
        "pathname": record.pathname,
        "lineno": record.lineno,
        "funcName": record.funcName,
        "thread": record.threadName,
    }
    job = current_job()
    if job is not None:
        told["job"] = job.name
    if record.exc_info and record.exc_info[1] is not None:
        told["error"] = record.exc_info[1]
    return told
