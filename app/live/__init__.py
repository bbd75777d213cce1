"""What happens while a source plays: reading it, feeding its frames to a model, and the predictions that come back."""
