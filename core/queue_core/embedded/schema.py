"""The embedded database migrates itself.

What was applied last is noted in a file of the home: the version alone does not tell, since functions
change without it, and to apply them all at every start would be felt.
"""

import asyncio
import contextlib
from hashlib import sha256
from pathlib import Path

from queue_core.embedded.home import SCHEMA_NOTE
from queue_core.schema import packaged


async def bring_to_schema(home: Path, conninfo: str) -> None:
    """Apply this program's SQL unless it was applied last. Raises SchemaMismatch for a newer database."""
    note = home / SCHEMA_NOTE
    ours = await asyncio.to_thread(_fingerprint)
    with contextlib.suppress(OSError):
        if note.read_text() == ours:
            return
    from queue_core.migrate import migrate

    await migrate(conninfo)
    # Without the note the same is done again at the next start, and does no harm.
    with contextlib.suppress(OSError):
        note.write_text(ours)


def _fingerprint() -> str:
    schema = packaged()
    texts = [migration.checksum for migration in schema.migrations] + list(schema.functions)
    return sha256("\0".join(texts).encode()).hexdigest()
