"""What is assigned to whom by when."""
