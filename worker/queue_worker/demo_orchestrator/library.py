"""The rendered files: a temporary directory with a bounded number of them, gone when the server ends."""

import secrets
import tempfile
from collections import deque
from dataclasses import dataclass
from pathlib import Path

MOST_VIDEOS = 300


@dataclass(frozen=True, slots=True)
class Video:
    """One rendered video."""

    name: str
    """Name of its file; made here, never from what a job says."""
    thumbnail_name: str


class Library:
    """Names for new files, and an end for old ones."""

    def __init__(self, most_videos: int = MOST_VIDEOS) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="queue-demo-")
        self.path = Path(self._directory.name)
        self._kept: deque[Video] = deque()
        self._most_videos = most_videos

    def close(self) -> None:
        """Remove everything."""
        self._directory.cleanup()

    def new(self) -> Video:
        """A name for a video that is about to be rendered; the oldest one makes room."""
        stem = secrets.token_hex(8)
        video = Video(f"{stem}.mp4", f"{stem}.jpg")
        self._kept.append(video)
        if len(self._kept) > self._most_videos:
            oldest = self._kept.popleft()
            for name in (oldest.name, oldest.thumbnail_name):
                (self.path / name).unlink(missing_ok=True)
        return video
