"""The component that finds commitments: who undertakes what, how firmly, by when."""
