"""What the intents about the list mean for the feed, which knows nothing of messages."""

from dataclasses import replace

from queue_core.filters import parse_filter
from queue_tui.feed import Feed
from queue_tui.intents import Freeze, Listing, SetFilter, SetSort, ShowFirst, ShowLast, ShowMore
from queue_tui.snapshot import View


def follow(wish: Listing, feed: Feed, view: View) -> None:
    """Have the feed show another list, or another part of it. `view` is what is shown now."""
    match wish:
        case SetFilter(text=text):
            feed.show(replace(view, filter=parse_filter(text)))
        case SetSort(sort=sort, descending=descending):
            feed.show(replace(view, sort=sort, descending=descending))
        case ShowFirst():
            feed.first()
        case ShowLast():
            feed.last()
        case ShowMore(before=before):
            feed.more(before)
        case Freeze(frozen=frozen):
            feed.freeze(frozen)
