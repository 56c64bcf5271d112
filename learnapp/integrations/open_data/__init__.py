"""Learning events for other systems: what leaves us, in the words of xAPI and of Caliper."""
