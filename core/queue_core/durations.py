"""Lengths of time as people read them: two units at most, rounded down."""

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def brief(seconds: float) -> str:
    """`7s`, `4m`, `2h 5m`, `3d`; `0s` for less than a second and for what lies ahead.

    The smaller unit is left out where it hardly matters: below an hour, and from ten hours or days on.
    """
    left = max(0, int(seconds))
    for index, (unit, size) in enumerate(_UNITS):
        number, rest = divmod(left, size)
        if number:
            smaller, smaller_size = _UNITS[min(index + 1, 3)]
            more = rest // smaller_size if unit in "dh" and number < 10 else 0
            return f"{number}{unit} {more}{smaller}" if more else f"{number}{unit}"
    return "0s"
