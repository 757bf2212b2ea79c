"""How a place's name is compared, and which of its names an English report could use."""

from __future__ import annotations

import re
import unicodedata

MAX_WORDS = 7
MAX_LENGTH = 60
CODE_LENGTH = 3  # "BGW" among a city's names is an airport's code

ARABIC_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "er", "es", "ez"})
ARABIC_COUNTRIES = frozenset(
    {"ARE", "BHR", "DZA", "EGY", "ESH", "IRN", "IRQ", "ISR", "JOR", "KWT", "LBN", "LBY", "MAR", "MRT", "OMN",
     "PSE", "QAT", "SAU", "SDN", "SOM", "SSD", "SYR", "TCD", "TUN", "YEM"}
)  # fmt: skip
"""Where a place is written with or without its article: "Al Hudaydah", "Hodeidah"."""

_MARKS = re.compile(r"[.'’‘ʻʼ`´\"“”]")
_GAPS = re.compile(r"[\s\-‐‑–—/,_·]+")
_TYPES = frozenset({"st", "ste", "mt", "ft", "pt"})
_SPELT_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "pt": "port"}
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
        "ħ": "h", "ə": "e", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƙ": "k",
    }
)  # fmt: skip


def key(name: str) -> str:
    """A name as names are compared: without case, accents, apostrophes; hyphens are blanks.

    An opening "St", "Mt", "Ft" is spelt out, so that "St. Louis" and "Saint Louis" are one.
    """
    folded = name.casefold() if name.isascii() else _plain(_plain(name))
    words = _GAPS.sub(" ", _MARKS.sub("", folded)).split()
    if len(words) > 1 and words[0] in _TYPES:
        words[0] = _SPELT_OUT[words[0]]
    return " ".join(words)


def _plain(name: str) -> str:
    """A name in small letters without accents; what one pass brings to light may need another."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(char for char in letters if not unicodedata.combining(char)).casefold().translate(_LETTERS)


def bare(name: str) -> str | None:
    """A name without its Arabic article; `None` where it has none."""
    article, gap, _ = name[:4].replace("-", " ").partition(" ")
    if not gap or article.casefold().rstrip("'") not in ARABIC_ARTICLES:
        return None
    return name[len(article) + 1 :].lstrip("-' ") or None


def is_usable(name: str) -> bool:
    """Whether an English report could write this name: Latin letters, a capital, no code."""
    if not 1 < len(name) <= MAX_LENGTH or name.count(" ") >= MAX_WORDS:
        return False
    if len(name) <= CODE_LENGTH and name.isupper():
        return False
    return any(char.isupper() for char in name) and not name[0].isdigit() and all(map(_is_latin, name))


def _is_latin(char: str) -> bool:
    """Latin letters end at U+024F, but for the Vietnamese and other accented ones of U+1E00 to U+1EFF."""
    if char.isascii():
        return char not in "()[]{}<>;:|=+*%$#@!?"
    if not char.isalpha():
        return char in "’‘ʻʼ–‑" or bool(unicodedata.combining(char))
    return char < "ɐ" or "Ḁ" <= char <= "ỿ" or char == "ə"
