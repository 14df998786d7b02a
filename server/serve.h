/* serve.h -- `bothy serve`: which processes there are, and what each opens. */
#ifndef SERVE_H
#define SERVE_H

#include <stdbool.h>

struct config;
struct crm_settings;

/* Runs the supervisor until SIGTERM; the program's exit status. */
int serve(const char *config_file);

/* The password of a role, from [database] secrets; lives in the config's arena. NULL: it has said why. */
const char *serve_secret(struct config *c, const char *role);
/* What opens private details, as text; "" if there is no such file. */
const char *serve_intake_key(struct config *c);
/* That of [mail] smtp_user, likewise. NULL: there is none, or it cannot be read and it has said why. */
const char *serve_smtp_password(struct config *c);
/* What [crm] says, without its secrets; texts are the config's. */
void serve_crm_settings(struct config *c, struct crm_settings *s);
/* The token of [crm] token_file; "": none is set, or it cannot be read and it has said why. */
const char *serve_crm_token(struct config *c);

#endif
