"""The server that everything is measured on: as the product starts it, with nothing of its safety turned off."""

SERVER_NAME = "benchmarks"
SETTINGS = {
    "max_connections": "300",
    "log_line_prefix": "%d ",  # the database, for whoever counts statements
}
