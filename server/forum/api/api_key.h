/* api_key.h -- what a key looks like: "bothy_" and 32 random bytes in base64url. Only its hash is stored. Pure. */
#ifndef FORUM_API_KEY_H
#define FORUM_API_KEY_H

#include <stdbool.h>

#include "base/secret.h"

struct arena;

const char *api_key_make(struct arena *a, unsigned char hash[SECRET_HASH]);
/* The hash of the key in the value of an Authorization header, "Bearer bothy_…". False: there is none in it. */
bool api_key_read(struct slice authorization, struct arena *a, unsigned char hash[SECRET_HASH]);

#endif
