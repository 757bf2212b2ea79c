"""What people decided about a report's records is carried over to the record that is made of it anew.

A reviewed record is found again by its kind and its anchor: a figure by its span, a statement by its content
and cue, as the machine found them first or as a person left them. It keeps the id under which it was
reviewed, whatever the machine calls it now, and so does each actor, place, time and statement that its trail
names: an id in the trail means one thing for ever, and no other record ever gets it. What is accepted or
amended and not found again is put back as the person left it, with whatever it refers to; what is rejected
is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from onrecord.ledger.trail import REFERENCES, VOUCHED, Review, State, by_record
from onrecord.record import Record

Item = dict[str, Any]
Key = tuple[str, str]
"""A thing of a record: the name of its list and its id."""

_LISTS = ("actors", "places", "times", "statements", "figures")
_LINKS = {
    "statements": {"speaker": "actors", "addressee": "actors", "said_on": "times", "within": "statements"},
    "figures": {
        "population": "actors", "place": "places", "time": "times", "statement": "statements",
        "replaces": "figures",
    },
}  # fmt: skip
"""The fields of each list that hold an id, and what of; places have one more within their offset."""
_LOOSE = ("within", "replaces")
"""Links that are let go rather than that what they lead to is put back."""


def carried_over(fresh: Record, old: Record, found: Sequence[Review]) -> Record:
    """The record made anew, with the state of each reviewed record, by the reviews of its report."""
    if not found:
        return fresh
    return _Carrying(fresh, old, by_record(found)).record()


class _Carrying:
    """One report: its record made anew and its old one, as plain data, and the reviews by record."""

    def __init__(self, fresh: Record, old: Record, reviews: Mapping[str, Sequence[Review]]) -> None:
        self.fresh = fresh.to_dict()
        self.old = {(name, item["id"]): item for name, item in _items(old.to_dict())}
        self.reviews = reviews
        self.renamed: dict[Key, str] = {}  # what is found again: its list and new id, and its old id

    def record(self) -> Record:
        self._find_reviewed()
        reserved = self._named()
        for key in sorted(reserved - set(self._found_again())):
            self._find_other(key)
        self._rename(reserved)
        present = {(name, item["id"]): item for name, item in _items(self.fresh)}
        for own, history in sorted(self.reviews.items()):
            key, state = (f"{history[0].kind}s", own), history[-1].after
            if key in present:
                _give(present[key], state)
                wanted = _references(state) if state["status"] in VOUCHED else ()
            elif state["status"] in VOUCHED and key in self.old:
                wanted = [key]
            else:
                continue
            for one in wanted:
                self._put_back(one, present)
        return Record.from_dict(self.fresh)

    # --- Finding again --------------------------------------------------------------------

    def _find_reviewed(self) -> None:
        """Pair reviewed records with those found anew: by the machine's anchor first, then the person's."""
        for at in (0, -1):
            for own, history in sorted(self.reviews.items(), key=lambda item: item[1][0].id):
                name = f"{history[0].kind}s"
                if (name, own) in self._found_again():
                    continue
                state = history[at].after if at else history[at].before
                alike = [
                    item
                    for item in self.fresh[name]
                    if (name, item["id"]) not in self.renamed and _anchor(item) == _anchor(state)
                ]
                if alike:
                    differing = [(_differing(item, state), item["id"] != own) for item in alike]
                    best = alike[differing.index(min(differing))]
                    self.renamed[name, best["id"]] = own

    def _found_again(self) -> set[Key]:
        return {(name, own) for (name, _), own in self.renamed.items()}

    def _find_other(self, key: Key) -> None:
        """Pair something else that the trail names with what shares most spans with it, or its name."""
        name, own = key
        if key not in self.old:
            return
        spans, called = _spans(self.old[key]), self.old[key].get("name")
        alike = {
            item["id"]: ((spans & _spans(item)).total(), item.get("name") == called, item["id"] == own)
            for item in self.fresh[name]
            if (name, item["id"]) not in self.renamed
        }
        best = max(alike, key=lambda one: alike[one], default=None)
        if best is not None and (alike[best][0] or (called and alike[best][1])):
            self.renamed[name, best] = own

    def _named(self) -> set[Key]:
        """All that the trail names, and what that refers to in the old record."""
        waiting = [(f"{history[0].kind}s", own) for own, history in self.reviews.items()]
        for history in self.reviews.values():
            for review in history:
                waiting += [*_references(review.before), *_references(review.after)]
        named: set[Key] = set()
        while waiting:
            key = waiting.pop()
            if key not in named:
                named.add(key)
                waiting += [to for _, to in _links(key[0], self.old.get(key, {}))]
        return named

    # --- The record made anew ----------------------------------------------------------------

    def _rename(self, reserved: set[Key]) -> None:
        """Give what is found again its old id, and another to what stands in the way."""
        taken = reserved | {(name, item["id"]) for name, item in _items(self.fresh)}
        ids = dict(self.renamed)
        for name, item in _items(self.fresh):
            key = (name, item["id"])
            if key not in ids:
                ids[key] = _free(key, taken) if key in reserved else key[1]
                taken.add((name, ids[key]))
        for name, item in list(_items(self.fresh)):
            for field, to in _links(name, item):
                _set_link(item, field, ids[to])
            item["id"] = ids[name, item["id"]]

    def _put_back(self, key: Key, present: dict[Key, Item]) -> None:
        """Put what is no longer found back in its place, with whatever it refers to."""
        if key in present:
            return
        item = present[key] = dict(self.old[key])
        for field, to in list(_links(key[0], item)):
            if field in _LOOSE and to not in present:
                item[field] = None
            else:
                self._put_back(to, present)
        others = self.fresh[key[0]]
        at = next((at for at, one in enumerate(others) if _start(one) > _start(item)), len(others))
        others.insert(at, item)


def _items(plain: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    for name in _LISTS:
        for item in plain[name]:
            yield name, item


def _links(name: str, item: Mapping[str, Any]) -> Iterator[tuple[str, Key]]:
    """The fields of a thing that hold an id, each with what it leads to."""
    for field, to in _LINKS.get(name, {}).items():
        if isinstance(item.get(field), str):
            yield field, (to, item[field])
    if name == "places" and item.get("offset"):
        yield "offset", ("places", item["offset"]["of"])


def _set_link(item: Item, field: str, own: str) -> None:
    item[field] = {**item[field], "of": own} if field == "offset" else own


def _references(state: State) -> list[Key]:
    return [(to, state[name]) for name, to in REFERENCES.items() if state.get(name) is not None]


def _give(item: Item, state: State) -> None:
    """Give a record a state: its fields where somebody vouches for them, else its status alone."""
    item["review"] = state["status"]
    if state["status"] in VOUCHED:
        item.update({name: value for name, value in state.items() if name != "status"})


def _anchor(item: Mapping[str, Any]) -> Any:
    """What a statement or a figure is known by."""
    return item["span"] if "span" in item else (item["content"], item["cue"])


def _differing(item: Item, state: State) -> int:
    return sum(item[name] != value for name, value in state.items() if name in item)


def _spans(item: Item) -> Counter[tuple[int, ...]]:
    """The spans a thing is known by."""
    one = item.get("span") or item.get("mention")
    found: Iterable[Sequence[int]] = item.get("mentions") or item.get("content") or ([one] if one else [])
    return Counter(tuple(span) for span in found)


def _start(item: Item) -> int:
    """Where a thing stands first."""
    return min((span[0] for span in _spans(item)), default=0)


def _free(key: Key, taken: set[Key]) -> str:
    """An id like another, that nothing has had."""
    name, own = key
    letters = own.rstrip("0123456789")
    number = max(
        (int(other[len(letters) :]) for list_, other in taken
         if list_ == name and other.startswith(letters) and other[len(letters) :].isdecimal()),
        default=0,
    )  # fmt: skip
    return f"{letters}{number + 1}"
