"""What happens to a file: classifying it, many side by side, the scan ahead of watching, and highlight reels."""
