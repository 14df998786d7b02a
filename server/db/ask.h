/* ask.h -- one thing asked and not yet answered: a statement, its arguments as libpq wants them, where the
 * rows go. */
#ifndef DB_ASK_H
#define DB_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "db/query.h"

struct arena;
struct conn;

enum ask_kind { ASK_ONE, ASK_MANY, ASK_RUN };

struct ask {
	const struct query *query;
	enum ask_kind kind;
	void **out;
	size_t *count; /* ASK_MANY */
	int n;
	bool any_binary;
	const char **values;
	int *lengths, *formats;
	struct ask *next;
};

/* Copies all arguments into ${a}. */
struct ask *ask_new(struct arena *a, const struct query *q, const struct db_arg *args, size_t n);
void ask_send(const struct ask *ask, struct conn *c);

#endif
