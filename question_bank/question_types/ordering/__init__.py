"""Put entries in order."""
