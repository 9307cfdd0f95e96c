"""Where the queue lives and how it is shown: flag, then environment, then profile.

    settings = load_settings(profile="production")    # or QUEUE_PROFILE
    settings.place                                    # Place.SUPABASE
    settings.supabase_key.get_secret_value()          # never in a repr, a log line or an argument

Plain dataclasses and the standard library on purpose: this is read before the first frame of the
terminal UI, and a validation library takes as long to import as the UI itself.

Reading order: `model` (what there is), `load` (who wins), `profiles` (the file), `checks`.
"""

from queue_core.secret import Secret
from queue_core.settings.load import load_settings
from queue_core.settings.model import Place, Settings, default_home

__all__ = ["Place", "Secret", "Settings", "default_home", "load_settings"]
