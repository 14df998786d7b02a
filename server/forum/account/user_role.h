/* user_role.h -- the names of roles. */
#ifndef FORUM_USER_ROLE_H
#define FORUM_USER_ROLE_H

#include "web/request.h"

/* The bit of "member", "moderator", "staff", "admin"; 0: no role. */
unsigned user_role_of(const char *name);
/* "member staff"; lives in ${a}. */
const char *user_roles_said(struct arena *a, unsigned roles);

#endif
