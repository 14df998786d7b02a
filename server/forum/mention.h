/* mention.h -- @name is a link where there is a member of that name, and a word elsewhere. */
#ifndef FORUM_MENTION_H
#define FORUM_MENTION_H

struct mention_names;
struct rendered;
struct task;

/* Asks which of the names in ${text} are members'; after the next wait mention_settle() takes the links of the others out of it, and their
 * names out of its mentions. For a text that is new, and is not shown or kept before that. Lives in the task. In a transaction or not. */
struct mention_names *mention_ask(struct task *t, const struct rendered *text);
void mention_settle(struct task *t, struct rendered *text, const struct mention_names *asked);

/* Both, with a wait between where there is none to go along with: only if the text has names. Before a transaction begins. */
void mention_settle_wait(struct task *t, struct rendered *text);
/* craft_markdown_wait() and that. */
void mention_markdown_wait(struct task *t, const char *source, struct rendered *out);

#endif
