"""Text from outside made safe to print: nothing in a report may steer a terminal or a log."""

from __future__ import annotations

import unicodedata

JOINERS = frozenset("\u200c\u200d\u00ad")  # they shape words and emoji, and move nothing
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """`text` on one line: blanks joined, control, direction and invisible characters spelt out (`\\u202e`).

    Colour codes, carriage returns and bidirectional overrides would otherwise let a headline
    rewrite what stands above it.
    """
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(_spelt(char) for char in line)


def _spelt(char: str) -> str:
    if unicodedata.category(char) not in _UNSAFE or char in JOINERS:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
