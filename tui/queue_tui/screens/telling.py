"""A screen whose keys are never silent: what cannot be done now says why, and what can be done instead."""

from textual.actions import parse
from textual.events import Key
from textual.screen import Screen


class TellingScreen(Screen[None]):
    """`check_action` hides what cannot be done, so that nothing but its key can still ask for it."""

    def why_not(self, action: str) -> str:
        """Why a hidden action cannot be done now, in one sentence; empty where there is nothing to say."""
        return ""

    def on_key(self, event: Key) -> None:
        """Textual looks for a binding after this, and none is there where all of ours for the key are hidden."""
        actions = [parse(binding.action) for binding in self._bindings.key_to_bindings.get(event.key, ())]
        if not actions or any(self.check_action(action, parameters) for _, action, parameters in actions):
            return
        if sentence := self.why_not(actions[0][1]):
            event.stop()
            self.notify(sentence, severity="warning", markup=False)
