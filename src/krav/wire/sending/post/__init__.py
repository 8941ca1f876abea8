"""Letters on paper by a print house: what a sheet must look like before it goes, and the ways it goes there."""
