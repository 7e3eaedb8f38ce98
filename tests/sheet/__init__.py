"""Printed sheets and the files made from them."""
