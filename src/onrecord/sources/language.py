"""Is a report written in English?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from onrecord.errors import NotEnglish
from onrecord.sources.article import Article

ENOUGH_WORDS = 20  # fewer are given the benefit of the doubt, unless their script is not Latin
SAMPLE = 20_000  # characters looked at
LATIN_SHARE = 0.5  # of a text's letters: a text with less is in another script
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8}){0,4}")  # BCP 47, as pages and agencies state it
SURE = 0.9  # the identifier's own confidence


def require_english(article: Article) -> None:
    """Raise `NotEnglish`, naming the language found, unless the article may be read as English.

    A language stated with the article as a code ("en-GB", "de") is believed.
    """
    stated = (article.language or "").strip().lower()
    if _CODE.fullmatch(stated) and stated[:3] not in ("und", "mul"):
        if stated.startswith("en"):
            return
        raise NotEnglish(_message(article.origin, stated))
    found = language_of(article.text)
    if found is not None and found != "en":
        raise NotEnglish(_message(article.origin, found))


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or `None` where too few words tell.

    The same text always gives the same answer.
    """
    sample = text[:SAMPLE]
    letters = [char for char in sample if char.isalpha()]
    if not letters:
        return None
    latin = sum(char < "\u0250" or "\u1e00" <= char < "\u2000" for char in letters)
    if len(sample.split()) < ENOUGH_WORDS and latin >= LATIN_SHARE * len(letters):
        return None
    code, confidence = _identifier().classify(sample)
    if latin < LATIN_SHARE * len(letters):
        return str(code) if code != "en" else "und"
    return str(code) if confidence >= SURE or code == "en" else None


def _message(origin: str, language: str) -> str:
    return f"{origin}: not in English (it looks like {language!r}); Onrecord reads English only"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
