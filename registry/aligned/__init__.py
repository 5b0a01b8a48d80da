"""Records of one kind side by side: how rows are compared, and which rows each kind has."""
