"""The labels of a video over time: smoothing of predictions, the timeline, and a person's corrections. Pure."""
