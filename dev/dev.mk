# Everyday commands; see make help.
