/* role.c -- the names of roles. See account.h. */
#include "forum/account/account.h"

#include "base/arena.h"
#include "web/request.h"

struct role_name {
	const char *name;
	unsigned role;
};

static const struct role_name names[] = {{"member", ROLE_MEMBER}, {"moderator", ROLE_MODERATOR},
	{"staff", ROLE_STAFF}, {"admin", ROLE_ADMIN}};

#define NAMES (sizeof(names) / sizeof(names[0]))

unsigned role_of(const char *name)
{
	size_t i;

	for (i = 0; i < NAMES; i++)
		if (text_is(name, names[i].name))
			return names[i].role;
	return 0;
}

const char *roles_said(struct arena *a, unsigned roles)
{
	const char *said = "";
	size_t i;

	for (i = 0; i < NAMES; i++)
		if (roles & names[i].role)
			said = arena_printf(a, "%s%s%s", said, *said ? " " : "", names[i].name);
	return said;
}
