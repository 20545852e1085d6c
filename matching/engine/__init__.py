"""The matching engine: pure Python with numpy and scipy, without Django or database."""

from matching.engine.again import Again, Change
from matching.engine.assignment import Certificate, certify
from matching.engine.changes import frozen, kept
from matching.engine.explanation import Candidate, Shortlist, WhyNot, explain, shortlist
from matching.engine.scoring import weigh
from matching.engine.settlement import Settlement, settle
from matching.engine.solving import solve
from matching.engine.terms import (
    DIRECTIONS,
    FULL,
    KINDS,
    ORDERED_KINDS,
    POLICIES,
    VERSION,
    EngineError,
    Pair,
    Plan,
    Problem,
    Profile,
    Progress,
    Reason,
    Rule,
    Unmatched,
    input_hash,
)

__all__ = [
    "DIRECTIONS",
    "FULL",
    "KINDS",
    "ORDERED_KINDS",
    "POLICIES",
    "VERSION",
    "Again",
    "Candidate",
    "Certificate",
    "Change",
    "EngineError",
    "Pair",
    "Plan",
    "Problem",
    "Profile",
    "Progress",
    "Reason",
    "Rule",
    "Settlement",
    "Shortlist",
    "Unmatched",
    "WhyNot",
    "certify",
    "explain",
    "frozen",
    "input_hash",
    "kept",
    "settle",
    "shortlist",
    "solve",
    "weigh",
]
