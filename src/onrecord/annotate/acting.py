"""Who does something, says something, is told something: actors by their place in the syntax."""

from __future__ import annotations

from onrecord.annotate.columns import Columns
from onrecord.lexicon.actors import ActorVerbs

_STATIVE = frozenset({"be", "have", "become", "remain", "seem"})
_MODIFYING = frozenset({"compound", "amod", "nmod", "poss", "npadvmod"})


class Acting:
    """Questions about the token that heads a noun phrase; `saying` are the lemmas of verbs of saying."""

    def __init__(self, columns: Columns, verbs: ActorVerbs, saying: frozenset[str]) -> None:
        self.columns = columns
        self.verbs = verbs
        self.saying = saying

    def acts(self, at: int) -> bool:
        """Whether it is the subject of a verb of doing or saying, or the agent of a passive."""
        head, dep = self._governor(at)
        if dep == "agent" or (dep == "pobj" and self.columns.dep[head] == "agent"):
            return True
        if dep not in ("nsubj", "nsubjpass"):
            return False
        lemma = self._lemma(head)
        if dep == "nsubjpass":
            return lemma in self.verbs.recipient
        if lemma in _STATIVE:
            return False
        return lemma in self.verbs.agentive or lemma in self.saying

    def speaks(self, at: int) -> bool:
        """Whether it is the subject of such a verb, or follows "according to"."""
        columns = self.columns
        head, dep = self._governor(at)
        if dep == "nsubj":
            return self.acts(at)
        return (
            dep == "pobj"
            and columns.lowers[head] == "to"
            and columns.lowers[columns.head[head]] == "according"
        )

    def is_told(self, at: int) -> bool:
        """Whether it is the object of a verb that takes actors ("told", "accused")."""
        columns = self.columns
        head, dep = self._governor(at)
        if dep in ("dobj", "dative", "iobj"):
            return self._lemma(head) in self.verbs.recipient
        return (
            dep == "pobj" and columns.lowers[head] == "to" and self._lemma(columns.head[head]) in self.saying
        )

    def is_dealt_with(self, at: int) -> bool:
        """Whether it stands after "with", "against", "between" or "by" where actors deal with each other."""
        columns = self.columns
        head, dep = self._governor(at)
        if dep != "pobj" or columns.lowers[head] not in ("with", "against", "between", "by"):
            return False
        above = columns.head[head]
        lemmas = {self._lemma(above), columns.lowers[above]}
        if columns.pos[above] == "VERB":
            dealing = next((c.lemma_.lower() for c in columns.doc[above].children if c.dep_ == "dobj"), "")
            lemmas.add(dealing)
        return bool(lemmas & self.verbs.dealings)

    def is_modifier(self, at: int) -> bool:
        """Whether it only describes another noun ("France coach")."""
        return self.columns.dep[at] in _MODIFYING

    def _governor(self, at: int) -> tuple[int, str]:
        """The head and dependency of a noun phrase, those of the first conjunct for a later one."""
        columns = self.columns
        for _ in range(6):
            if columns.dep[at] not in ("conj", "appos") or columns.head[at] == at:
                break
            at = columns.head[at]
        return columns.head[at], columns.dep[at]

    def _lemma(self, at: int) -> str:
        return self.columns.doc[at].lemma_.lower()
