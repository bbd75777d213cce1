"""Teaching a small network on embeddings, in seconds, with numpy alone: heads over a CNN that stays as it is."""
