"""The networks, in Keras: CNN backbones, the LRCN, its streaming form and the offline head."""
