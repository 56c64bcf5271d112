"""Learning science without input or output: clock and randomness are arguments."""
