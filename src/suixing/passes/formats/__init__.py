"""The forms of a pass and of what is published about passes; pure, for they are read where there is no node."""
