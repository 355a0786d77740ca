"""A package that knows nothing of JavaScript."""


def greet(name: str) -> str:
    return f"hello, {name}"
