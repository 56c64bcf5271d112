"""Four layers between what a language model wrote and who reads it: confidence, sources, facts, people."""
