"""The bridge's first call."""
from bridge import task


@task
def answer(number: float) -> float:
    return number * 7
