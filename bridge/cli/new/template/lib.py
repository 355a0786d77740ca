"""The Python of template-name: what JavaScript calls."""
from dataclasses import dataclass

from bridge import export, task


@dataclass
class Summary:
    """What is to be known of some numbers."""

    count: int
    mean: float
    largest: float


@task
def summarize(numbers: list[float]) -> Summary:
    """Summarize numbers, on a background thread, while JavaScript goes on."""
    if not numbers:
        raise ValueError("expected at least one number")
    return Summary(len(numbers), sum(numbers) / len(numbers), max(numbers))


@export
def greet(name: str = "world") -> str:
    """Greet somebody, at once: JavaScript waits for it."""
    return f"Hello, {name}!"
