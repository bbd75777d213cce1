"""The window's side of teaching: the panel beside the picture, the marks above the timeline, the report."""
