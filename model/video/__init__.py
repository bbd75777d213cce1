"""Video files: reading, timestamps, which frames the model sees, and decoding no more than those."""
