/* search.h -- what an admin looks for among the members: the form as it was typed, and as it is asked; pure. */
#ifndef FORUM_MEMBER_SEARCH_H
#define FORUM_MEMBER_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#include "web/form.h"

struct arena;

struct member_search {
	/* as typed, "" where nothing was; role, state, level and sort: one of the choices */
	const char *q, *email, *address, *role, *state, *level, *since, *sort;
	/* as asked; NULL, {0}: not asked for */
	const char *name;		/* without @ */
	const char *email_key, *domain; /* one of them for an e-mail field that holds something */
	const char *range;		/* "192.0.2.0/24" */
	struct when from;
	int64_t after; /* the last member of the page before; 0: the first page */
	/* what is wrong with a field; NULL: nothing */
	const char *email_wrong, *address_wrong, *since_wrong;
};

/* Reads what was typed, e-mail and internet addresses only if ${addresses}: those come in a body, never in an address of a
 * page, which browsers and proxies keep. All of it lives in ${a}. */
struct member_search member_search_read(struct arena *a, const struct form *typed, bool addresses);
bool member_search_is_wrong(const struct member_search *s);
/* The fields that ask for the page behind the member ${after}, and its path, which is for names and filters alone. */
struct form member_search_fields(struct arena *a, const struct member_search *s, int64_t after);
const char *member_search_path(struct arena *a, const struct member_search *s, int64_t after);

/* A value of a list to choose from, and what people call it. */
struct choice {
	const char *value, *name;
};
extern const struct choice member_roles[], member_states[], member_sorts[];
#define MEMBER_ROLES  5
#define MEMBER_STATES 6
#define MEMBER_SORTS  5

#endif
