"""What happens when a label changes: rules and their actions, OBS, the overlay page. Knows no widget."""
