"""Core: settings, errors, clock, logging, metrics and translations. Imports nothing of learnapp."""
