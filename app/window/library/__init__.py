"""*Library* in the window: results as thumbnails with their place on a strip, filters, and what can be done with them."""
