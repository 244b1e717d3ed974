"""Types of resource of the network, for the register of resources."""
