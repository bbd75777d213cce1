"""Teaching: a person's own labels, marked while watching, and the model that learns them. No Qt."""
