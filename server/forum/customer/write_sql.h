/* write_sql.h -- what staff change about customers; each with its event and its row in the audit, in the open transaction. For this folder. */
#ifndef FORUM_CUSTOMER_WRITE_SQL_H
#define FORUM_CUSTOMER_WRITE_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "forum/customer/customer_view.h"

struct task;

struct written {
	int64_t id;
};

/* A call, a note … ${once}: unique for this form. */
struct new_touch {
	int64_t customer;
	const char *once, *channel, *subject, *text, *agent, *promise;
	int64_t inbound, mood; /* -1, 9: not said */
	struct when due;
};
void touch_add(struct task *t, int64_t account, const struct new_touch *n);

/* A promise is kept, or is not after all. Nothing happens where it is so already, or the promise is another customer's. */
void promise_keep(struct task *t, int64_t account, int64_t customer, int64_t touchpoint, bool kept);

/* *${out} stays NULL, and nothing happens, if there is no active member of that name. DB_CONFLICT with member_customer_live: he is
 * somebody's already. */
void member_link(struct task *t, int64_t account, int64_t customer, const char *username, const char *how,
	struct written **out);
void member_unlink(struct task *t, int64_t account, int64_t customer, int64_t link);

/* ${from} becomes one with ${into}: both exist, are nobody else's part and not erased; *${out} stays NULL if not. Locks both. */
void customer_merge(struct task *t, int64_t account, int64_t from, int64_t into, struct written **out);
void customer_split(struct task *t, int64_t account, int64_t part, int64_t from, struct written **out);

void customer_add(struct task *t, int64_t account, const struct customer_form *f, const char *once,
	struct written **out);
/* Nobody else writes to it until the transaction's end. */
void customer_hold(struct task *t, int64_t customer);
void customer_change(struct task *t, int64_t account, int64_t customer, const struct customer_form *f);
/* ${key}: contact_key.h. One that is there already is left. */
void contact_add(struct task *t, int64_t customer, const char *kind, const char *value, const char *key);
void contact_drop(struct task *t, int64_t account, int64_t customer, int64_t contact);

void erase_count(struct task *t, int64_t customer, struct erase_counts **out);
struct erased {
	bool done;
};
/* For good. */
void customer_erase(struct task *t, int64_t account, int64_t customer, struct erased **out);

#endif
