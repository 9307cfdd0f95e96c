"""The job queues that are measured against each other, each as fast as its documentation makes it.

All run as their users run them: a worker process started with the engine's own command, on a database
of its own on the same server, with handlers that do nothing. Nothing of the server's safety is off.
"""
