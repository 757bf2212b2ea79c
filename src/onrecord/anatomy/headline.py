"""Headlines: which line is one, and where the title that came with the text stands in it."""

from __future__ import annotations

import re

from onrecord.anatomy.names import is_capitalised
from onrecord.anatomy.vocabulary import Vocabulary
from onrecord.record import Span

LONGEST = 240
LONGEST_OF_TWO = 140  # characters of a headline of two sentences ("The vote is over. Now comes the count")
MOST_WORDS = 36
SEARCHED = 4000  # characters from the top in which a stated title is looked for
LEAST_OF_ONE = 5  # letters of a headline of one word
LEAST_TITLE_CASED, MOST_TITLE_CASED = 4, 20  # long words, words of a headline that ends in a full stop

_TWO_SENTENCES = re.compile(r"[^\W\d_]{3}[.!]['\"”’)]*\s{1,9}[^\W\d_]{2}")
_ABBREVIATED = re.compile(
    r"(?:(?:[^\W\d_]\.){2,}|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|St|No|Mr|Mrs|Dr|Gov|Sen|Gen))\.?$"
)
_LOWER_NAME = re.compile(r"(?:al|el|as|an|e|i)[-A-Z]|[a-z]{1,3}[A-Z]")
_ALL_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_OPENING = "\"'“‘¿¡#$€£"
_SUFFIX = re.compile(r"\s{1,9}(?:[|–—»]|-)\s{1,9}")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def is_title_like(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a line reads as a headline: short, one sentence, no full stop at its end."""
    count = len(words[: LONGEST + 1].split())
    if not 3 <= len(words) <= LONGEST or count > MOST_WORDS or (count == 1 and len(words) < LEAST_OF_ONE):
        return False
    if not (words[0].isalnum() or words[0] in _OPENING) or words[-1] in ",;:":
        return False
    if words[0].islower() and not _LOWER_NAME.match(words):
        return False
    closing = words.rstrip("\"'”’")
    if _TWO_SENTENCES.search(words) and (len(words) > LONGEST_OF_TWO or closing.endswith(".")):
        return False
    if closing.endswith(".") and not closing.endswith("..."):
        return bool(_ABBREVIATED.search(closing)) or _is_title_cased(words, vocabulary)
    return not (closing[-1:] in "!?" and _ALL_QUOTED.fullmatch(words))


def is_deck_like(words: str, vocabulary: Vocabulary) -> bool:
    """Whether a line may stand under a headline as its deck: title-like, no sentence mark at its end."""
    return is_title_like(words, vocabulary) and words.rstrip("\"'”’)")[-1:] not in {".", "!", "?"}


def runs_on(words: str, below: str, vocabulary: Vocabulary) -> bool:
    """Whether a headline goes on in the next line (`below`) without a blank line between."""
    return (
        below[0].islower()
        or words[-1] in ",;-–—&"
        or words.split()[-1].casefold() in vocabulary.headline_joints
    )


def stated_title_span(text: str, title: str) -> Span | None:
    """Where the title that came with the article stands as a headline in its first lines.

    White space, quotation marks, dashes, case and a closing full stop may differ.
    The title without a last " | Outlet" or " - Outlet" is tried too.
    """
    folded, offsets = _folded(text[:SEARCHED])
    for wanted in _title_forms(title):
        at = folded.find(wanted) if len(wanted) >= 4 else -1
        while at >= 0:
            end = at + len(wanted)
            span = Span(offsets[at], offsets[end - 1] + 1)
            if closed := _closed(text, span):
                return closed
            at = folded.find(wanted, at + 1)
    return None


def split_outlet(words: str, vocabulary: Vocabulary) -> tuple[int, str] | None:
    """For "Headline | The Echo": where the headline ends, and the outlet."""
    joint = None
    for joint in _SUFFIX.finditer(words):  # noqa: B007 (the last one is wanted)
        pass
    if joint is None or joint.start() < 10:
        return None
    name = words[joint.end() :]
    if len(name.split()) > 5 or not vocabulary.is_outlet(name) or not is_capitalised(name):
        return None
    return joint.start(), name


def _title_forms(title: str) -> list[str]:
    whole, _ = _folded(title.strip())
    forms = [whole.rstrip(". '\"")]
    pieces = list(_SUFFIX.finditer(whole))
    if pieces and pieces[-1].start() >= 10:
        forms.append(whole[: pieces[-1].start()].rstrip(". '\""))
    return [form for form in forms if form]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in one case with plain marks and single spaces, and the offset of each of its characters."""
    characters: list[str] = []
    offsets: list[int] = []
    spaced = True
    for offset, character in enumerate(text):
        if character.isspace():
            if not spaced:
                characters.append(" ")
                offsets.append(offset)
            spaced = True
            continue
        spaced = False
        for folded in character.translate(_SAME).lower():
            characters.append(folded)
            offsets.append(offset)
    return "".join(characters), offsets


def _closed(text: str, span: Span) -> Span | None:
    """The span with its closing marks, if it begins and ends as a headline does."""
    before = text[: span.start]
    opens = not before.strip() or before.rstrip(" \t")[-1:] == "\n" or _stands_behind_margin(before)
    if not opens:
        return None
    end = span.end
    while end < len(text) and text[end] in ".!?\"'”’)":
        end += 1
    rest = text[end : end + 2]
    starts_line = before.rstrip(" \t")[-1:] in ("", "\n")
    glued = end > span.end or len(text[span.start : span.end].split()) >= 4
    if not rest or rest[0] == "\n" or rest.isspace() or not text[end:].split("\n", 1)[0].strip():
        return Span(span.start, end)
    begins_anew = rest[0] == " " and len(rest) == 2 and (rest[1].isupper() or rest[1] in '"“(©')
    return Span(span.start, end) if starts_line and glued and begins_anew and not before.strip() else None


def _stands_behind_margin(before: str) -> bool:
    """Whether what stands before on the line is a date or a credit, not prose."""
    line = before[before.rfind("\n") + 1 :]
    return len(line) <= LONGEST and ("©" in line or bool(re.match(r"\s*(?:date\s+)?(?:19|20)\d\d-", line)))


def _is_title_cased(words: str, vocabulary: Vocabulary) -> bool:
    """Whether "Words With A Full Stop." are all capitalised but for short and joining ones."""
    long_words = [
        word
        for word in words.split()
        if len(word) > 3 and word[0].isalpha() and word.casefold() not in vocabulary.headline_joints
    ]
    few_enough = len(long_words) >= LEAST_TITLE_CASED and len(words.split()) <= MOST_TITLE_CASED
    return few_enough and all(word[0].isupper() for word in long_words)
