"""The visual language: tokens, layout and the pieces that pages are made of."""
