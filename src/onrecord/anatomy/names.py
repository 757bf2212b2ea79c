"""Names as the margins print them, often in capitals, turned into running text's spelling."""

from __future__ import annotations

import re

from onrecord.anatomy.vocabulary import Vocabulary

LOOK_AHEAD = 20_000  # characters of body searched for a name's own spelling

_LETTERS = re.compile(r"[^\W\d_]+")
_INNER_DOT = re.compile(r"\w\.\w")


def is_loud(words: str) -> bool:
    """Whether all letters of `words` are capitals, two at least."""
    return words.isupper() and sum(character.isalpha() for character in words) >= 2


def is_capitalised(word: str) -> bool:
    """Whether the first letter of `word` is a capital (or of a script without case)."""
    first = next((character for character in word if character.isalpha()), "")
    return bool(first) and first == first.upper()


def is_name(words: str, vocabulary: Vocabulary) -> bool:
    """Whether every word is capitalised but for the particles between ("Clémence de la Tour")."""
    parts = words.split()
    if not parts or any(character.isdigit() for character in words):
        return False
    outer = (parts[0], parts[-1])
    if not all(is_capitalised(word) for word in outer):
        return False
    return all(is_capitalised(word) or word.casefold() in vocabulary.particles for word in parts)


def spelled(name: str, text: str, vocabulary: Vocabulary) -> str:
    """`name` as running text writes it: as the body does, else title-cased if it is in capitals."""
    name = " ".join(name.split())
    if not is_loud(name) or name in vocabulary.acronyms:
        return name
    pattern = r"\b" + r"\s+".join(re.escape(word) for word in name.split()) + r"\b"
    for match in re.finditer(pattern, text[:LOOK_AHEAD], re.IGNORECASE):
        if is_capitalised(match.group()) and not is_loud(match.group()):
            return " ".join(match.group().split())
    return _title_case(name, vocabulary)


def _title_case(name: str, vocabulary: Vocabulary) -> str:
    cased = []
    for number, word in enumerate(name.split()):
        if word in vocabulary.acronyms or _INNER_DOT.search(word):
            cased.append(word)
        elif number and word.casefold() in vocabulary.particles:
            cased.append(word.lower())
        else:
            cased.append(_capitalise(word, vocabulary))
    return " ".join(cased)


def _capitalise(word: str, vocabulary: Vocabulary) -> str:
    """A capital after each hyphen, slash and apostrophe, small particles inside ("Port-au-Prince")."""
    last = len(word)

    def cased(match: re.Match[str]) -> str:
        part = match.group().lower()
        inside = match.start() > 0 and match.end() < last
        possessive = match.end() == last and len(part) == 1 and match.start() > 0
        if possessive or (inside and part in vocabulary.particles and word[match.start() - 1] == "-"):
            return part
        return part[:1].upper() + part[1:]

    return _LETTERS.sub(cased, word)
