"""Gauges that are put together when they are read."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from prometheus_client.core import GaugeMetricFamily


def gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    """One number."""
    return GaugeMetricFamily(name, says, value=value)


def gauges(name: str, says: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]) -> GaugeMetricFamily:
    """One number for each combination of label values."""
    family = GaugeMetricFamily(name, says, labels=labels)
    for key, value in values.items():
        family.add_metric(key, value)
    return family


def one_of(states: Iterable[StrEnum], current: str, *before: str) -> dict[tuple[str, ...], float]:
    """1 for the current state and 0 for each other, the state as the last label."""
    return {(*before, state.value): float(state == current) for state in states}
