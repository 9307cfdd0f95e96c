"""Numbers as people read them, with their nouns."""


def count(number: int, capped: bool = False) -> str:
    """A number with thousands apart, and "+" where counting stopped there: 10,000+."""
    return f"{number:,}{'+' if capped else ''}"


def plural(number: int, noun: str, capped: bool = False) -> str:
    """A number with its noun: "1 job", "2 tries", "10,000+ jobs"."""
    if number == 1 and not capped:
        return f"1 {noun}"
    many = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in set("aeiou") else f"{noun}s"
    return f"{count(number, capped)} {many}"


def ordinal(number: int) -> str:
    """A place in a row: 1st, 2nd, 3rd, 11th, 1,002nd."""
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{tail}"
