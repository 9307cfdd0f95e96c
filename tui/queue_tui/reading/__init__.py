"""What the feed is made of: the list in pages (`pager`, `stretch`, `listing`), all else (`readings`), and how
often (`pacing`).
"""
