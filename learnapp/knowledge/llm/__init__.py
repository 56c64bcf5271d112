"""Language models behind one gateway: a chain of providers, its budget and caches, and nothing personal sent out."""
