/* serve.h -- `bothy serve`: which processes there are, and what each opens. */
#ifndef SERVE_H
#define SERVE_H

#include <stdbool.h>

struct config;
struct crm_settings;

/* Runs the supervisor until SIGTERM; the program's exit status. */
int serve(const char *config_file);

/* What [crm] says, without its secrets; texts are the config's. */
void serve_crm_settings(struct config *c, struct crm_settings *s);

#endif
