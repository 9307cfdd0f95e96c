"""One module for each full screen, and its styles beside it."""
