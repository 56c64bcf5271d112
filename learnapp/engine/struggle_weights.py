"""What signs of a struggle count for: written by `python -m bench.struggles_fit`.

Fitted on simulated students. `engine.struggles` and `engine.silence` say what each of them is a weight of.
"""

BEFORE = -2.714
"""Log odds that a student struggles of whom nothing speaks for it, as far as anything is fitted there."""
WEIGHTS = {
    "wheel_spinning": 0.151,
    "prerequisite_gap": 0.106,
    "gaming": 1.884,
    "hint_abuse": 0.945,
    "sudden_drop": 0.618,
}
"""What each point of strength beyond where it counts adds to them."""
TOGETHER = 1.242
"""What each point of the doubt that every topic will be learned adds to them."""
SILENT_BEFORE, SILENT_EACH = -6.893, 0.826
"""Log odds that somebody has stopped at a silence that was certain, and what each point of minus the logarithm of its
chance adds to them."""
