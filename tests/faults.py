"""How the scripts that look for faults tell of them."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 20


def tell(faults: Sequence[str]) -> bool:
    """Print the first of the faults, a line each; whether there are any."""
    print("".join(f"  {fault}\n" for fault in faults[:SHOWN]), end="", flush=True)
    return bool(faults)
