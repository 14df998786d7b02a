/* mention.h -- @name is a link where there is a member of that name, and a word elsewhere. */
#ifndef FORUM_MENTION_H
#define FORUM_MENTION_H

struct rendered;
struct task;

/* Takes the links of names that nobody has out of ${text}, and the names out of its mentions. For a text that is new; before a transaction
 * begins. Sleeps, for a round trip, only if the text has names. */
void mention_settle_wait(struct task *t, struct rendered *text);
/* craft_markdown_wait() and that. */
void mention_markdown_wait(struct task *t, const char *source, struct rendered *out);

#endif
