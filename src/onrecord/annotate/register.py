"""The cast while speakers are resolved: who has which names, offices and mentions, looked up fast."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from onrecord.annotate.casting import folded_words
from onrecord.annotate.layers import CastMember
from onrecord.record import Mention, Role, Span


class Register:
    """The members of a cast by index; new ones may join, all may be mentioned again."""

    def __init__(self, members: Iterable[CastMember]) -> None:
        self.members: list[CastMember] = []
        self.words: list[frozenset[str]] = []
        self._forms: list[tuple[tuple[str, ...], ...]] = []
        self._mentions: list[list[Mention]] = []
        self._by_last: defaultdict[str, list[int]] = defaultdict(list)
        self._by_office: defaultdict[str, list[int]] = defaultdict(list)
        for member in members:
            self.add(member)

    def add(self, member: CastMember) -> int:
        """Take a member; its index."""
        index = len(self.members)
        forms = tuple(folded_words(form.replace("-", " ").split()) for form in (member.name, *member.aliases))
        self.members.append(member)
        self._forms.append(forms)
        self.words.append(frozenset(word for form in forms for word in form))
        self._mentions.append(list(member.mentions))
        for word in dict.fromkeys(form[-1] for form in forms if form):
            self._by_last[word].append(index)
        for word in dict.fromkeys(word for role in member.roles for word in office_words(role)):
            self._by_office[word].append(index)
        return index

    def forms(self, index: int) -> tuple[tuple[str, ...], ...]:
        """The names of a member as folded words, the fullest first."""
        return self._forms[index]

    def ending_in(self, word: str) -> list[int]:
        """Members with a name whose last word, folded, is `word`."""
        return self._by_last.get(word, [])

    def holding(self, word: str) -> list[int]:
        """Members with an office in whose title `word` stands."""
        return self._by_office.get(word, [])

    def first(self, index: int) -> int | None:
        """The offset of a member's first mention."""
        mentions = self._mentions[index]
        return mentions[0].span.start if mentions else None

    def last_before(self, index: int, offset: int) -> int:
        """The offset of a member's last mention that starts at `offset` or before, or -1."""
        mentions = self._mentions[index]
        at = bisect_right(mentions, offset, key=lambda mention: mention.span.start)
        return mentions[at - 1].span.start if at else -1

    def mention(self, index: int, span: Span, confidence: float) -> bool:
        """Keep `span` as a mention of a member; false where it overlaps one it has."""
        mentions = self._mentions[index]
        at = bisect_left(mentions, span, key=lambda mention: mention.span)
        if at < len(mentions) and mentions[at].span.start < span.end:
            return False
        if at and mentions[at - 1].span.end > span.start:
            return False
        insort(mentions, Mention(span, confidence), key=lambda mention: mention.span)
        return True

    def cast(self) -> tuple[CastMember, ...]:
        """The members with all their mentions."""
        return tuple(
            replace(member, mentions=tuple(mentions))
            for member, mentions in zip(self.members, self._mentions, strict=True)
        )


def office_words(role: Role) -> list[str]:
    """The words of an office's title, folded, without full stops."""
    return [word.rstrip(".") for word in folded_words(role.title.split())]
