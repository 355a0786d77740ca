"""Models of pydantic's, as arguments: made by `model_validate`, refused as everything else."""
from __future__ import annotations

from typing import Any

import pytest

from bridge.values.convert import converter, fill

pydantic = pytest.importorskip("pydantic")


class Tag(pydantic.BaseModel):  # type: ignore[misc,name-defined]
    name: str


class User(pydantic.BaseModel):  # type: ignore[misc,name-defined]
    age: int = pydantic.Field(ge=0)
    full_name: str = pydantic.Field("nobody", alias="fullName")
    tags: list[Tag] = pydantic.Field(default_factory=list)

    @pydantic.field_validator("full_name")  # type: ignore[untyped-decorator]
    @classmethod
    def is_someone(cls, value: str) -> str:
        if value == "broken":
            raise KeyError("a fault of the author's")
        return value


def convert(annotation: Any, value: Any) -> Any:
    made = converter(annotation)
    assert made is not None
    return made(value, "f", "n")


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (User, {"age": 3, "fullName": "Ada"}, User(age=3, fullName="Ada")),
        (User, {"age": -0.0, "tags": [{"name": "a"}]}, User(age=0, tags=[Tag(name="a")])),
        (list[User], [{"age": 3}], [User(age=3)]),
        (User | None, None, None),
        (Tag | User, {"age": 3}, User(age=3)),
        (User | Tag | str, {"name": "a"}, Tag(name="a")),
    ],
)
def test_a_model_is_validated(annotation: Any, value: Any, expected: Any) -> None:
    assert convert(annotation, value) == expected


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (User, {"age": "x"}, "f: n.age: input should be a valid integer, unable to parse string as an integer"),
        (list[User], [{"age": 1, "tags": [{"name": 5}]}], "f: n[0].tags[0].name: input should be a valid string"),
        (User, 5, "f: n: input should be a valid dictionary or instance of User"),
    ],
)
def test_a_model_that_refuses_is_a_refused_argument(annotation: Any, value: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        convert(annotation, value)
    assert str(caught.value) == message
    assert isinstance(caught.value.__cause__, pydantic.ValidationError)


def test_what_is_undefined_is_the_default_of_a_field() -> None:
    value = {"age": 3, "fullName": None, "tags": None}
    gaps = {(id(value), "fullName"), (id(value), "tags")}
    assert convert(User, fill(converter(User), value, gaps)) == User(age=3)


def test_a_fault_of_the_authors_is_no_refusal() -> None:
    with pytest.raises(KeyError, match="a fault of the author's"):
        convert(User, {"age": 3, "fullName": "broken"})
