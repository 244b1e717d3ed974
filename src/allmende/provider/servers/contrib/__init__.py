"""Types of resource of the server register, for the register of resources."""
