"""The pages about fees and signatures."""
