"""A library: many recordings, searched by what happens in them. Qt-free."""
