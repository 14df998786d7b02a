/* money_sql.h -- what members did, by the rates of its day; and the figures made of it. For money_command.c. */
#ifndef FORUM_MONEY_SQL_H
#define FORUM_MONEY_SQL_H

#include "base/text.h"
#include "forum/standing/money.h"

#define MONEY_PAGE 1000

struct money_member {
	int64_t id;
	bool customer; /* proved */
};
LIST(money_members, struct money_member);
/* The next MONEY_PAGE members after the one with id ${after}. */
void money_members_after(struct task *t, int64_t after, struct money_members *out);

struct money_row {
	int64_t member;
	struct money_rate rate;
	struct money_deeds deeds;
};
LIST(money_rows, struct money_row);
/* What those did, by member; a row for each rates that were valid when he did something. */
void money_rows_after(struct task *t, int64_t after, struct money_rows *out);

/* The rates of today; NULL after the wait: there are none. */
void money_rate_now(struct task *t, struct money_rate **out);

/* In a transaction. Each ${…} is an array as PostgreSQL writes them, "{1,2}", one element for each member. */
struct money_columns {
	const char *member, *clv, *avoided, *found, *retention, *crv, *cev;
};
void money_values_forget(struct task *t);
void money_values_put(struct task *t, const struct money_columns *c);

#endif
