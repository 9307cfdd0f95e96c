"""What the feed is made of: the list in pages (`pager`, `stretch`, `listing`), all else (`readings`), how often
(`pacing`), and what is said of it (`publishing`).
"""
