"""Commands by name: `palette` offers what has a key, `typed` is what follows a colon, and `obeying` does it."""
