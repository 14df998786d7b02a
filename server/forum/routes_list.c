/* routes_list.c -- the table of routes as text: for whoever configures a proxy in front, and for the test
 * that tries every route as everybody. */
#include <stdio.h>

#include "forum/routes.h"

static const char *guard_name(enum guard guard)
{
	switch (guard) {
	case GUARD_OPEN:
		return "open";
	case GUARD_SIGNED_IN:
		return "signed-in";
	case GUARD_FORM:
		return "form";
	case GUARD_GUEST:
		return "guest";
	case GUARD_KEY:
		return "key";
	case GUARD_SIGNATURE:
		return "signature";
	case GUARD_PUBLIC:
		return "public";
	}
	return "";
}

static void roles_print(FILE *out, unsigned roles)
{
	static const struct {
		enum role role;
		const char *name;
	} names[] = {{ROLE_MEMBER, "member"}, {ROLE_MODERATOR, "moderator"}, {ROLE_STAFF, "staff"},
		{ROLE_ADMIN, "admin"}};
	const char *between = "";
	size_t i;

	if (!roles)
		fputs("any", out);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(roles & names[i].role))
			continue;
		fprintf(out, "%s%s", between, names[i].name);
		between = ",";
	}
}

void routes_list(FILE *out)
{
	size_t i;

	fprintf(out, "doors\tmethod\tpattern\tguard\troles\tbody\n");
	for (i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];

		fprintf(out, "%s\t%s\t%s\t%s\t",
			r->doors == DOOR_DESK  ? "desk"
			: r->doors & DOOR_DESK ? "web,desk"
					       : "web",
			r->method == HTTP_POST ? "POST" : "GET", r->pattern, guard_name(r->guard));
		roles_print(out, r->roles);
		fprintf(out, "\t%zu\n", r->body_most);
	}
}
