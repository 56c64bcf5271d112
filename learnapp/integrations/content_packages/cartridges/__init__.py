"""A course as a Common Cartridge 1.3: its contents, its pages, and its questions in QTI 1.2."""
