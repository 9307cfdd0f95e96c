"""The commands of `queue-worker`, one file each; `starting` is what they share."""
