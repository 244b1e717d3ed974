"""Types of resource that every provider has, one module for each family; apps above bring theirs."""
