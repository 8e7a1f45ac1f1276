"""Functions of the house as vertical slices: repairs, headquarters, certificates, and those to come."""
