"""Reports compared: what several of them say of one thing, over time and against each other.

`series` gathers the figures of one indicator; its estimates say best, low and high for each day. `disputes`
finds what cannot both hold. Everything keeps the words it rests on.
"""

from onrecord.comparison.comparing import compare
from onrecord.comparison.disputes import Dispute, Side, disputes
from onrecord.comparison.estimates import Estimate, Rule, Weights, read_weights, ucdp
from onrecord.comparison.points import Point
from onrecord.comparison.series import Expectation, Group, Series, series

__all__ = [
    "Dispute",
    "Estimate",
    "Expectation",
    "Group",
    "Point",
    "Rule",
    "Series",
    "Side",
    "Weights",
    "compare",
    "disputes",
    "read_weights",
    "series",
    "ucdp",
]
