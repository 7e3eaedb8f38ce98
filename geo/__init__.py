"""What is true about a district, without a screen or a disk."""
