"""What is learned: the LRCN, its data, its training and its engines. Knows nothing of ``app``."""
