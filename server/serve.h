/* serve.h -- `bothy serve`: the supervisor, from the command line to its end. */
#ifndef SERVE_H
#define SERVE_H

/* Runs the supervisor until SIGTERM; the program's exit status. */
int serve(const char *config_file);

#endif
