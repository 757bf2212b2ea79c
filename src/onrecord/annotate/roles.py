"""Offices and descriptions beside a name: "Iraqi Foreign Minister X", "X, director of Y,", "the agency X"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.annotate.columns import HYPHENS, Columns
from onrecord.annotate.gazette import Match
from onrecord.annotate.names import Name
from onrecord.lexicon.actors import ActorLexicon, Gender
from onrecord.record import Role

MAX_TITLE_TOKENS = 9
MAX_OF_TOKENS = 10
_OF = frozenset({"of", "for", "at", "with"})
_ARTICLES = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "our", "one", "another", "this", "that"}
)
_MODIFIERS = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})


@dataclass(frozen=True, slots=True)
class Description:
    """What stands beside a name: an office, or a noun that tells the kind ("agency"), with its words."""

    noun: str
    words: tuple[str, ...]
    role: Role | None
    gender: Gender | None = None
    country: str | None = None


class RoleReader:
    """Read the words beside names."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self.roles = lexicon.roles
        self.role_words = lexicon.roles.titles | frozenset(lexicon.roles.people)
        self.offices = self.role_words - lexicon.roles.modifiers
        self.country_names = {country.code: country.name for country in lexicon.countries}

    def beside(self, columns: Columns, name: Name, origins: Mapping[int, Match]) -> list[Description]:
        """Every description adjoining a name, before it and after it."""
        found = [self._before(columns, name, origins), self._after(columns, name, origins)]
        return [description for description in found if description is not None]

    def _before(self, columns: Columns, name: Name, origins: Mapping[int, Match]) -> Description | None:
        first = name.title[0] if name.title else name.start
        last = name.start
        is_address = name.title is not None and all(
            columns.lowers[at].rstrip(".") in self.roles.honorifics for at in range(*name.title)
        )
        if name.title is None or is_address:
            comma = self._comma_or_nothing(columns, first)
            if comma < first:
                return self._apposed(columns, name, comma, origins)
        while (
            first > 0 and last - first < MAX_TITLE_TOKENS and self._is_title_word(columns, first - 1, first)
        ):
            first -= 1
        if first >= last:
            return None
        return self._described(columns, first, last, origins, None)

    def _comma_or_nothing(self, columns: Columns, first: int) -> int:
        """Where the words before a name end: before a comma, or right at the name."""
        if (
            first > 1
            and columns.words[first - 1] == ","
            and columns.sentence[first - 1] == columns.sentence[first]
        ):
            return first - 1
        return first

    def _is_title_word(self, columns: Columns, at: int, following: int) -> bool:
        if columns.sentence[at] != columns.sentence[following] or columns.lowers[at] in _ARTICLES:
            return False
        if columns.words[at] in HYPHENS:
            return columns.touches_next(at)
        if columns.dep[at] == "case":
            return True
        if columns.lowers[at].rstrip(".") in self.role_words and columns.pos[at] != "VERB":
            return True
        return columns.pos[at] in _MODIFIERS and columns.lowers[at][:1].isalpha()

    def _apposed(
        self, columns: Columns, name: Name, comma: int, origins: Mapping[int, Match]
    ) -> Description | None:
        """ "The mayor, X,", "A spokesman for the governor, X,": the noun phrase before the comma."""
        end = comma
        first = end
        while first > 0 and end - first < MAX_TITLE_TOKENS and self._is_title_word(columns, first - 1, first):
            first -= 1
        if first == end or first == 0:
            return None
        before = columns.lowers[first - 1]
        opener = first - 2 if before in _ARTICLES else first - 1
        if opener > 0 and columns.lowers[opener] in _OF and columns.lowers[opener - 1] in self.role_words:
            start = outer = opener - 1
            while (
                start > 0
                and outer - start < MAX_TITLE_TOKENS
                and self._is_title_word(columns, start - 1, start)
            ):
                start -= 1
            return self._described(columns, start, opener, origins, (opener + 1, end))
        if before not in _ARTICLES and columns.words[first][:1].islower():
            return None
        if opener >= 0 and columns.pos[opener] == "ADP" and columns.head[opener] == columns.head[name.root]:
            return None  # "In the school, Father Amadi keeps a list"
        if before not in _ARTICLES and not self._is_closed(columns, name.end):
            return None
        noun = columns.lowers[end - 1]
        if noun not in self.role_words and noun not in self.roles.bodies:
            return None
        return self._described(columns, first, end, origins, None)

    def _is_closed(self, columns: Columns, at: int) -> bool:
        return at < len(columns) and columns.words[at] in (",", ")", "—", "–", "-", ".")

    def _after(self, columns: Columns, name: Name, origins: Mapping[int, Match]) -> Description | None:
        """ "X, 52, the director of Y,": the noun phrase after the comma."""
        at = name.end
        if at < len(columns) and columns.words[at] == "(":
            close = at + 1
            while close < len(columns) and close < at + 6 and columns.words[close] != ")":
                close += 1
            at = close + 1
        if at >= len(columns) or columns.words[at] not in (",", "("):
            return None
        at += 1
        if at + 1 < len(columns) and columns.pos[at] == "NUM" and columns.words[at + 1] == ",":
            at += 2
        article = at < len(columns) and columns.lowers[at] in _ARTICLES
        at += article
        first = at
        last = None
        while (
            at < len(columns)
            and at - first < MAX_TITLE_TOKENS
            and columns.sentence[at] == columns.sentence[name.start]
        ):
            word = columns.lowers[at]
            if word in self.role_words or word in self.roles.bodies:
                last = at + 1
            elif last is not None or not (
                columns.pos[at] in _MODIFIERS or word in HYPHENS or columns.dep[at] == "case"
            ):
                break
            at += 1
        if last is None or (
            last < len(columns) and columns.tag[last] == "NNP" and columns.words[last][:1].isupper()
        ):
            return None
        if columns.pos[last - 1] == "VERB":
            return None
        of = self._of(columns, last)
        closes = last if of is None else of[1]
        if closes < len(columns) and columns.pos[closes] not in (
            "PUNCT",
            "SPACE",
            "ADP",
            "SCONJ",
            "PRON",
            "CCONJ",
        ):
            return None
        return self._described(columns, first, last, origins, of)

    def _of(self, columns: Columns, at: int) -> tuple[int, int] | None:
        if at >= len(columns) or columns.lowers[at] not in _OF:
            return None
        end = at + 1
        while (
            end < len(columns)
            and end - at < MAX_OF_TOKENS
            and columns.sentence[end] == columns.sentence[at]
            and columns.pos[end] not in ("VERB", "AUX", "PUNCT", "SCONJ", "PRON")
        ):
            end += 1
        return (at + 1, end) if end > at + 1 else None

    def _described(
        self,
        columns: Columns,
        first: int,
        last: int,
        origins: Mapping[int, Match],
        of: tuple[int, int] | None,
    ) -> Description | None:
        noun = columns.lowers[last - 1].rstrip(".")
        country = None
        holder = "" if of is None else _text(columns, *of)
        match = origins.get(first)
        if match is not None and match.end < last:
            country = match.entry.country
            if country is not None:
                holder = holder or self.country_names.get(country, "")
                first = match.end
        if first < last and columns.dep[first] == "case":
            first += 1
        start = self._title_start(columns, first, last)
        if start > first:
            before = start - 1 if columns.dep[start - 1] == "case" else start
            holder = holder or _text(columns, first, before)
        words = tuple(columns.lowers[start:last])
        if not words:
            return None
        is_office = any(word.rstrip(".") in self.offices for word in words)
        is_plain_noun = (
            columns.tag[last - 1] == "NN"
            and columns.words[last - 1].islower()
            and columns.dep[last - 1] == "compound"
            and columns.ent[last : last + 2] == ["PERSON", "PERSON"]
            and columns.touches_next(last - 1) is False
        )
        is_body = noun in self.roles.bodies and noun not in self.offices
        if is_body or not (is_office or is_plain_noun):
            return Description(noun, words, None, country=country) if is_body else None
        if all(word.rstrip(".") in self.roles.honorifics for word in words):
            return None
        title = _text(columns, start, last)
        role = Role(title, holder or None, columns.span(start, last))
        return Description(noun, words, role, self.roles.people.get(noun), country)

    def _title_start(self, columns: Columns, first: int, last: int) -> int:
        """Where the office begins: what stands before it and is a name is whose office it is."""
        start = last - 1
        while start > first:
            at = start - 1
            if columns.dep[at] == "case":
                break
            if columns.words[at] in HYPHENS and at > first:
                start = at - 1
                continue
            word = columns.lowers[at].rstrip(".")
            is_title = word in self.role_words or columns.words[at] in HYPHENS
            if not is_title and columns.words[start][:1].islower() and columns.words[at][:1].isupper():
                break
            is_body = word in self.roles.bodies and word not in self.roles.settlements
            if not is_title and is_body and columns.words[at][:1].islower():
                break
            if (
                not is_title
                and columns.words[at][:1].isupper()
                and self._is_name_before_title(columns, at, first)
            ):
                break
            start = at
        return start

    def _is_name_before_title(self, columns: Columns, at: int, first: int) -> bool:
        """ "Vale Region President": two words before the office name whose it is; not "Interior Minister"."""
        return at - first >= 1 and columns.lowers[first] not in self.role_words


def _text(columns: Columns, start: int, end: int) -> str:
    if start >= end:
        return ""
    span = columns.span(start, end)
    return " ".join(columns.text[span.start : span.end].split())
