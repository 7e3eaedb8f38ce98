"""What differs between databases; one file each."""
