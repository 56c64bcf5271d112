"""Access rules, encryption, personal data, consent and sealing. No input or output."""
