"""The tests, laid out as the generator is."""
