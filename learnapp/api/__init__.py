"""The HTTP door: authenticates, parses, calls one service, renders."""
