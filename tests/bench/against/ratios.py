"""How two series of rounds compare."""

from statistics import median


def between(these, those):
    """The median of the ratios within each round: what slows a round down slows both of its halves."""
    return median(one / other for one, other in zip(these, those, strict=True) if other)
