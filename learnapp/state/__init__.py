"""The browser's door: states authenticate, call one service, and hold only what may be seen."""
