"""What people use: sources, capture, decisions, the window and the command line. Never imports TensorFlow."""
