"""Loading the registry's content from the fixtures: read, validate all of it, then write what is new or changed."""
