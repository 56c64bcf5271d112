"""xAPI 1.0.3: what we say to learning record stores, and what tools say to ours."""
