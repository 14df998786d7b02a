/* refusal.h -- what the database refused, for the person. */
#ifndef FORUM_MEMBER_REFUSAL_H
#define FORUM_MEMBER_REFUSAL_H

struct refusal {
	const char *constraint; /* its name, as migrations/0035 raises it */
	int status;
	const char *why;
};
/* By the name of the constraint that db_conflict() tells; for others a sentence that fits any. Pure. */
const struct refusal *member_refusal(const char *constraint);

#endif
