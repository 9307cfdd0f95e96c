"""API keys as Supabase makes them: legacy ones are JWTs, newer ones are names that the gateway translates."""

import time

import jwt

JWT_SECRET = "a-secret-for-tests-that-has-more-than-32-characters"
SECRET_KEY = "sb_secret_tests_0123456789abcdef"
PUBLISHABLE_KEY = "sb_publishable_tests_0123456789"

YEAR_SECONDS = 31_536_000


def legacy_key(role: str, *, expires_in_seconds: float = YEAR_SECONDS, secret: str = JWT_SECRET) -> str:
    """A JWT that claims a role, as the dashboard shows it."""
    now = int(time.time())
    claims = {"iss": "supabase", "ref": "tests", "role": role, "iat": now - YEAR_SECONDS}
    return jwt.encode(claims | {"exp": now + int(expires_in_seconds)}, secret, algorithm="HS256")


SERVICE_KEY = legacy_key("service_role")
ANON_KEY = legacy_key("anon")
