"""Other people's programs that the tests start on loopback."""
