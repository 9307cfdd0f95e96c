"""The same faults for both transports, so that a contract test can be written once."""

from typing import Protocol

from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import Fault, Gateway


class Link(Protocol):
    """What lies between a queue and its database."""

    def lose_next_answer(self) -> None:
        """The next call is carried out, and its answer never arrives."""
        ...

    def swallow(self) -> None:
        """Nothing goes through any more, and nothing is closed."""
        ...

    def heal(self) -> None:
        """Everything goes through again."""
        ...


class DirectLink:
    """Faults of the way to PostgreSQL itself."""

    def __init__(self, proxy: FaultProxy) -> None:
        self._proxy = proxy

    def lose_next_answer(self) -> None:
        self._proxy.lose_next_answer()

    def swallow(self) -> None:
        self._proxy.swallow()

    def heal(self) -> None:
        self._proxy.heal()


class GatewayLink:
    """Faults of the way to Supabase's API."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def lose_next_answer(self) -> None:
        self._gateway.inject(Fault.LOSE_ANSWER)

    def swallow(self) -> None:
        self._gateway.inject(Fault.HANG, times=1_000_000)

    def heal(self) -> None:
        self._gateway.heal()
