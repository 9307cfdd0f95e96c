"""The terminal itself.

`checks` before anything is drawn; `keyboard` for what is typed; `driver`, `frugal` and `themes` for what is drawn;
`clipboard` and `outside` for what leaves it; `termination`, `crash` and `files` for how it ends.
"""
