"""Video files: reading, time stamps, which frames the model sees, and decoding no more than those."""
