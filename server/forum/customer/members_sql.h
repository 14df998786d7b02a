/* members_sql.h -- members who are linked to customers by themselves, by their confirmed addresses; inside this folder. */
#ifndef FORUM_CUSTOMER_MEMBERS_SQL_H
#define FORUM_CUSTOMER_MEMBERS_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

struct members_setting {
	bool by_email;
	struct when changed_at; /* {0}: never */
	const char *by;
	int64_t would; /* how many would be linked now */
	int64_t made;  /* how many are linked so and not by a person */
};
void members_setting_find(struct task *t, struct members_setting **out);

struct member_match {
	int64_t customer_id;
	const char *name, *display, *customer;
};
LIST(member_matches, struct member_match);
/* Who would be linked: the first few. */
void member_matches_find(struct task *t, struct member_matches *out);

/* In an open transaction; with its row in the audit, if that changes anything. */
void members_setting_set(struct task *t, int64_t account, bool by_email);
/* Takes back every link that was made so, each with its event and audit. */
void members_unlink_made(struct task *t, int64_t account);

struct members_linked {
	int64_t n;
};
/* Links some hundred at most, if the setting is on; likewise with event and audit. */
void members_link_some(struct task *t, struct members_linked **out);

#endif
