"""For tests: has Python collect its garbage, when JavaScript says so."""
import gc

from bridge import export


@export
def collect() -> None:
    gc.collect()
