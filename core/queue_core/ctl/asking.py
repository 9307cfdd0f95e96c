"""Asks a person on the terminal before something that many jobs, or no undo, make worth a question."""

import sys

import click


def confirmed(question: str) -> bool:
    """What the person says. Raises click.UsageError where nobody can be asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody can be asked here: say --yes.")
    return click.confirm(question, err=True)
