"""Looks at an API key before it is used: what cannot work is said at once, and in words."""

import json
from base64 import urlsafe_b64decode

from queue_core.errors import ConfigurationError

WHERE_TO_FIND = "copy the service_role or secret key from the project's API settings to SUPABASE_SERVICE_ROLE_KEY"


def check_key(key: str) -> None:
    """Raises ConfigurationError for a key that is meant for web pages, or that cannot be a key.

    Nothing is verified: that is the gateway's business. The message never repeats the key.
    """
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(f"The Supabase key is empty or has characters that no key has: {WHERE_TO_FIND}.")
    if key.startswith("sb_publishable_"):
        raise ConfigurationError(f"The Supabase key is a publishable one and may not run the queue: {WHERE_TO_FIND}.")
    if role_of(key) == "anon":
        raise ConfigurationError(f"The Supabase key is the anon key and may not run the queue: {WHERE_TO_FIND}.")


def role_of(key: str) -> str | None:
    """The role that a legacy key (a JWT) claims; None for any other key."""
    parts = key.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    role = claims.get("role") if isinstance(claims, dict) else None
    return role if isinstance(role, str) else None
