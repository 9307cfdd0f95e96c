"""A row of numbers as a row of blocks. No Textual in here."""

from collections.abc import Sequence


def sparkline(numbers: Sequence[int], cells: int, blocks: str) -> str:
    """The newest numbers at the right, neighbours added up where there are more numbers than cells.

    `blocks`: from the lowest to the full one. Nothing is a space, the least of something the lowest block: an hour
    with one job differs from none.
    """
    if cells <= 0 or not numbers:
        return ""
    share = -(-len(numbers) // cells)
    padding = -len(numbers) % share
    padded = [0] * padding + list(numbers)
    sums = [sum(padded[at : at + share]) for at in range(0, len(padded), share)]
    top = max(sums)
    return "".join(" " if number == 0 else blocks[(number * len(blocks) - 1) // top] for number in sums)
