"""learnapp: a personalised learning system for schools and universities."""
