"""Another version of the machine, as reviewers meet it: the same report, read otherwise."""

from __future__ import annotations


def shifted(record, *, without=()):
    """The record as another version of the machine might make it: other ids, some things no longer found."""
    plain = record.to_dict()
    ids = {}
    for name, letter in zip(("actors", "places", "times", "statements", "figures"), "aptsf", strict=True):
        plain[name] = [item for item in plain[name] if item["id"] not in without]
        ids |= {item["id"]: f"{letter}{at}" for at, item in enumerate(reversed(plain[name]), 1)}
    for name in ("actors", "places", "times", "statements", "figures"):
        for item in plain[name]:
            for link in ("id", "speaker", "addressee", "said_on", "within", "place", "time", "statement",
                         "population", "replaces"):  # fmt: skip
                if isinstance(item.get(link), str):
                    item[link] = ids.get(item[link])
            item["rule"] = item.get("rule", "") + ", another version"
    return type(record).from_dict(plain)
