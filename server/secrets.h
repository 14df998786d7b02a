/* secrets.h -- the files that hold passwords, keys and tokens, read without stdio, whose buffers would keep them.
 *
 * What is returned lives in the config's arena. What cannot be read is said on standard error. */
#ifndef SECRETS_H
#define SECRETS_H

struct config;

/* The password of a role, from [database] secrets. NULL: it has said why. */
const char *secrets_password(struct config *c, const char *role);
/* What opens private details, as text; "" if there is no such file. */
const char *secrets_intake_key(struct config *c);
/* That of [mail] smtp_user. NULL: there is none, or it cannot be read and it has said why. */
const char *secrets_smtp_password(struct config *c);
/* The token of [crm] token_file; "": none is set, or it cannot be read and it has said why. */
const char *secrets_crm_token(struct config *c);
/* What signs events, whole, for there may be two lines of it; "" likewise. */
const char *secrets_crm_events(struct config *c);

#endif
