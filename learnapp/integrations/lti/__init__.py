"""LTI 1.3 (1EdTech): this server as a tool that learning management systems launch."""
