"""Invented dispatches in any number: stories that run over days, told by several outlets, copied and revised.

    python -m bench.generating 20000 > dispatches.jsonl

The same number and seed give the same lines. What they are made of is in dispatches.toml.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARTS = tomllib.loads((Path(__file__).parent / "dispatches.toml").read_text("utf-8"))
FIRST_DAY = datetime.date(2029, 1, 1)
COPIED, REVISED = 0.10, 0.03  # shares of the dispatches that are copies and revisions of the one before
DAYS_OF_A_STORY = 30


def dispatches(number: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`number` dispatches as JSON articles: title, text, outlet, published, url, id."""
    chance = random.Random(seed)
    before: dict[str, Any] | None = None
    stories = [_Story(random.Random(f"{seed}/{count}")) for count in range(max(1, number // 100))]
    for count in range(number):
        kind = chance.random()
        if before and kind < COPIED:
            made = _copied(before, chance)
        elif before and kind < COPIED + REVISED:
            made = _revised(before, chance)
        else:
            made = chance.choice(stories).told(chance, count)
        before = made
        yield {**made, "id": f"generated-{seed}-{count}"}


class _Story:
    """One town, one fight, a cast; its numbers grow from day to day."""

    def __init__(self, chance: random.Random) -> None:
        self.place = chance.choice(PARTS["places"])
        self.group, self.body = chance.choice(PARTS["groups"]), chance.choice(PARTS["bodies"])
        self.cast = [(_name(chance), chance.choice(PARTS["roles"])) for _ in range(4)]
        self.first = FIRST_DAY + datetime.timedelta(days=chance.randrange(700))
        self.scale = chance.choice((10, 40, 150, 600))
        self.districts = chance.randrange(8, 60)

    def told(self, chance: random.Random, count: int) -> dict[str, Any]:
        """A dispatch on one day of the story."""
        day = chance.randrange(DAYS_OF_A_STORY)
        published = self.first + datetime.timedelta(days=day)
        outlet, agency = chance.choice(PARTS["outlets"]), chance.choice(PARTS["agencies"])
        facts = self._facts(chance, day, published, outlet)
        title = self._filled(chance.choice(PARTS["headlines"]), facts, chance)
        chosen = chance.sample(PARTS["sentences"], chance.randrange(6, 11))
        body = [self._filled(sentence, facts, chance) for sentence in chosen]
        cut = len(body) // 2
        lead = f"{self.place.upper()}, {published:%B} {published.day} ({agency}) - {' '.join(body[:cut])}"
        text = f"{title}\n\n{lead}\n\n{' '.join(body[cut:])}\n\n{PARTS['notice']}\n"
        return {
            "title": title,
            "text": text,
            "outlet": outlet,
            "published": published.isoformat(),
            "url": f"https://{outlet.lower().replace(' ', '-')}.example/{count}",
        }

    def _facts(
        self, chance: random.Random, day: int, published: datetime.date, outlet: str
    ) -> dict[str, object]:
        killed = self.scale // 5 + day * self.scale // 20 + chance.randrange(3)
        displaced = self.scale * 100 + day * self.scale * 7 + chance.randrange(self.scale)
        held = min(self.districts, 1 + day * self.districts // DAYS_OF_A_STORY)
        return {
            "place": self.place, "group": self.group, "body": self.body, "outlet": outlet,
            "ministry": chance.choice(("health ministry", "interior ministry", "governor's office")),
            "killed": killed, "killed_more": killed + 2 + killed // 3, "injured": killed * 3,
            "missing": max(2, self.scale // 4 - day), "displaced": f"{displaced:,}",
            "displaced_more": f"{displaced * 3 // 2:,}", "expected": f"{self.scale * 400:,}",
            "held": held, "held_more": min(self.districts, held + 3), "districts": self.districts,
            "reached": f"{displaced // 2:,}", "funds": chance.randrange(2, 60), "low": self.scale,
            "high": self.scale + self.scale // 2, "arrested": chance.randrange(3, 90),
            "returned": f"{self.scale * 10:,}", "percent": chance.randrange(2, 60),
            "weekday": f"{published - datetime.timedelta(days=1):%A}",
        }  # fmt: skip

    def _filled(self, template: str, facts: dict[str, object], chance: random.Random) -> str:
        speaker, role = chance.choice(self.cast)
        return template.format(**facts, speaker=speaker, role=role)


def _name(chance: random.Random) -> str:
    family = chance.choice(PARTS["family_beginnings"]) + chance.choice(PARTS["family_endings"])
    return f"{chance.choice(PARTS['given'])} {family}"


def _copied(original: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same copy in another outlet, its last lines cut or a line added."""
    outlet = chance.choice([name for name in PARTS["outlets"] if name != original["outlet"]])
    text = original["text"].replace(PARTS["notice"], "").rstrip()
    text += f" Reporting for {outlet}." if chance.random() < 0.5 else ""
    url = f"https://{outlet.lower().replace(' ', '-')}.example/{chance.randrange(10**9)}"
    return {**original, "outlet": outlet, "url": url, "text": f"{text}\n\n{PARTS['notice']}\n"}


def _revised(earlier: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same page a day later, with a line more."""
    published = datetime.date.fromisoformat(earlier["published"]) + datetime.timedelta(days=1)
    added = f"An earlier version of this article left out {chance.randrange(2, 9)} villages."
    text = earlier["text"].replace(PARTS["notice"], f"{added}\n\n{PARTS['notice']}")
    return {**earlier, "text": text, "published": published.isoformat()}


def main() -> None:
    """Print dispatches as JSON Lines."""
    parser = argparse.ArgumentParser(prog="python -m bench.generating")
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for dispatch in dispatches(arguments.number, arguments.seed):
        sys.stdout.write(json.dumps(dispatch, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
