"""Roads in, and the walks that follow from them."""
