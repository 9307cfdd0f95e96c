"""What belongs to a person and a place: `personal` and `lock` for as long as the program runs, `remembering`,
`memory` and `saved` from one time to the next.
"""
