"""Walking: the network, exact times, the field behind the drawn circles, and what follows from them."""
