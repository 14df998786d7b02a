/* policy.h -- the pages under /policy/: terms, privacy, rules, and what an admin adds. Three are delivered with the program; each version an
 * admin makes is kept for ever, so that what members agreed to can be read later.
 *
 * Which pages there are, for the foot of every page, is kept in each process as settings are (setting.h). */
#ifndef FORUM_POLICY_H
#define FORUM_POLICY_H

#include "base/text.h"

struct frame;
struct out;
struct task;

/* As delivered: "terms", and a text whose first line is "# Title". In the order of their names; ends with a row of NULLs. */
struct policy_file {
	const char *name, *text;
};
extern const struct policy_file policy_files[];

/* Begins to keep which there are; with setting_watch(). */
void policy_watch(void);

/* For templates: links to all of them, for the foot of a page; the sentence that one agrees to them by joining. */
void policy_links(struct out *o, const struct frame *f);
void policy_agreed(struct out *o, const struct frame *f);

#endif
