"""From Keras to the networks that the live program runs: LiteRT, in float32 or int8."""
