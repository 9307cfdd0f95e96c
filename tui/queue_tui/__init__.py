"""The terminal UI of the queue: `queue-tui`.

Data goes down: `feed` reads and publishes a `snapshot`, `app` holds it, screens and widgets are bound to
it. Intents go up: a key is an action, the action posts one of `intents`, and the app has the feed show
another list (`wishes`) or something done to jobs (`deeds`).

Reading order:

- `__main__`, `command_line`, `running`, `given`, `demo`   from the command to a running app
- `app`, `navigation`, `views`, `base_app`   what belongs to what; from view to view; what any app of ours needs
- `snapshot`, `intents`, `queue_view`        what is shown, what is wanted, what is needed of a queue
- `feed`, `reading`, `wishes`, `ticks`       following the queue; none of it knows Textual
- `deeds`                                    what is done for the person
- `commands`, `quick`, `orders`, `wanted`    commands by name; lists and orders that keys and views lead to
- `places`                                   what belongs to a person and a place
- `screens`, `dialogs`, `widgets`            what is on screen, in folders that mirror it
- `clean`, `formatting`, `words`             data as harmless words
- `terminal`                                 the terminal itself
- `neighbours`                               which job lies beside one
"""
