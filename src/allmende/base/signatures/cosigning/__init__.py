"""Several people sign one thing together: who was asked, who signed when at which level, who refused."""
