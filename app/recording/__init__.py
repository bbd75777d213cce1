"""Recording what is watched: whole recordings, the last seconds, pictures. Knows no widget."""
