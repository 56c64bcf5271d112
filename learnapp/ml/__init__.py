"""Models that learn from answers: their data, their features, their training and their measure."""
