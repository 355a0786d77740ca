"""Scalars: what NumPy and pandas have for single values, for times and for what is missing, as plain values."""
from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LENGTHLESS = {"Y": "years", "M": "months", "generic": "no unit"}
"""Units of a timedelta64 that are no length of time."""

_ADVICE = {
    "to_pylist": ".to_pylist()",  # pyarrow
    "as_py": ".as_py()",
    "model_dump": ".model_dump()",  # pydantic
    "to_dicts": ".to_dicts()",  # polars
    "to_records": '.to_dict("records")',  # pandas
    "to_list": ".to_list()",
    "tolist": ".tolist()",
    "numpy": ".numpy()",  # torch
    "_asdict": "._asdict()",  # SQLAlchemy
    "tobytes": ".tobytes()",  # Pillow
    "__next__": "list(...)",
    "__anext__": "[each async for each in ...]",
}
"""What to write instead, by what tells the type that it helps."""


def loaded(module: str, name: str) -> Any:
    """Give a class of a module that may have been imported: where it has not, nothing is an instance of it."""
    return getattr(sys.modules.get(module), name, ())


def is_binary(value: Any) -> bool:
    """Whether what has a buffer crosses as memory: NumPy's single values do not, nor times, nor what has a mask."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return True
    if isinstance(value, numpy.ndarray):
        return value.ndim > 0 and value.dtype.kind not in "mM" and not isinstance(value, numpy.ma.MaskedArray)
    return not isinstance(value, numpy.generic)


def is_missing(value: Any) -> bool:
    """Whether it is what pandas has for what is not there."""
    pandas = sys.modules.get("pandas")
    return value is getattr(pandas, "NA", None) or value is getattr(pandas, "NaT", None)


def unpack(value: Any) -> Any:
    """Make a plain value of one of NumPy's that is not binary data; itself if it is none, or there is no way."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, (numpy.generic, numpy.ndarray)) or is_binary(value):
        return value
    if value.dtype.kind == "M":
        return _dates(value.astype("M8[ms]").tolist(), loaded("datetime", "timezone").utc)
    if value.dtype.kind == "m":
        unit = numpy.datetime_data(value.dtype)[0]
        if unit in _LENGTHLESS and not numpy.isnat(value).all():
            raise TypeError(f"cannot copy a timedelta64 of {_LENGTHLESS[unit]} to JavaScript")
        return value.astype("m8[us]").tolist()
    if isinstance(value, numpy.ma.MaskedArray):
        return value.tolist()
    if value.dtype.names is not None:
        return {name: value[name] for name in value.dtype.names}
    return value.item()


def _dates(times: Any, utc: Any) -> Any:
    """Say of what a datetime64 counts that it is UTC."""
    if isinstance(times, list):
        return [_dates(each, utc) for each in times]
    if isinstance(times, int):
        raise ValueError("cannot copy a datetime64 to JavaScript outside of the years 1 to 9999")  # noqa: TRY004
    return None if times is None else times.replace(tzinfo=utc)


def refusal(value: Any) -> TypeError:
    """Say that a value has no counterpart in JavaScript, and what to write for one that has."""
    kind = type(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.generic):
        advice = "float(...)" if isinstance(value, numpy.floating) else ""
    else:
        advice = next((text for name, text in _ADVICE.items() if hasattr(kind, name)), "")
    return TypeError(f"cannot copy a {kind.__qualname__} to JavaScript" + f": write {advice}" * bool(advice))
