"""Pages of windows and progress for staff, of wishes for institutions, and of the programme for everybody."""
