"""The other bridges' first call."""


def answer(number: float) -> float:
    return number * 7
