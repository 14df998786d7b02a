/* moved.h -- tickets that were merged into others there; inside this folder. */
#ifndef FORUM_CRM_MOVED_H
#define FORUM_CRM_MOVED_H

struct crm_entries;
struct hint;
struct task;

/* The case of ${h} follows its ticket, which is ${to} now: into the case of that ticket, or with it where we have none. ${to} is looked at
 * next. Sleeps. */
void moved_wait(struct task *t, const struct hint *h, const char *to);
/* In an open transaction: the tickets that became this one are to be looked at, too. */
void moved_hint(struct task *t, const struct crm_entries *entries);

#endif
