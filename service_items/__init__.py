"""The catalogue of service items, its versions and changes, and who is assigned to what."""
