"""Records by copy: their fields are checked by the annotations of a dataclass."""
from dataclasses import dataclass

from bridge import export


@dataclass
class User:
    name: str
    age: int


@export
def say_hello(name: str) -> str:
    return f"Hello, {name}!"


@export
def greet(user: User) -> str:
    return f"{user.name} is {user.age} years old"
