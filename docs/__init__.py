"""The documentation, and the program that fills the generated parts of its pages."""
