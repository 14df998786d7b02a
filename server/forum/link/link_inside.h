/* link_inside.h -- what the files of this folder share. */
#ifndef FORUM_LINK_INSIDE_H
#define FORUM_LINK_INSIDE_H

#include "forum/link/link.h"

/* A case that may belong to a thread, and why. */
struct proposal {
	struct case_row row;
	bool of_customer; /* the asker's; else its text is like the thread's */
};
LIST(proposals, struct proposal);
/* Open cases of the asker's customer, then cases like the thread; none that it is linked to. */
void proposals_find(struct task *t, int64_t thread, struct proposals *out);

/* A thread that may belong to a case. */
struct thread_found {
	int64_t id;
	const char *title, *author;
	enum thread_state state;
	bool question, linked; /* to this case */
	struct when active_at;
};
LIST(threads_found, struct thread_found);
/* By number, by author's name, or by words; best first, 20 at most. */
void threads_search(struct task *t, const char *q, int64_t case_id, struct threads_found *out);
/* Threads like the case's subject. */
void threads_like(struct task *t, int64_t case_id, struct threads_found *out);

/* Locks the link's row; its case and thread must be held before. */
struct link_held {
	int64_t id, thread_id, case_id, customer_id, episode;
	enum link_kind kind;
	enum link_state state;
	bool merged; /* its case is */
	bool other;  /* the two are linked by another one */
};
void link_hold(struct task *t, int64_t id, struct link_held **out);
/* The ends of a link, without a lock. */
struct link_ends {
	int64_t thread_id, case_id;
};
void link_ends_find(struct task *t, int64_t id, struct link_ends **out);
/* Writes or deletes what the public sees, by the links there are. */
void link_company_set(struct task *t, int64_t thread);
void link_step(struct task *t, const struct link_held *l, enum link_state becomes, int64_t account,
	const char *reason);

struct asker_customer {
	int64_t id;
};
void asker_customer_find(struct task *t, int64_t thread, struct asker_customer **out);

/* Whether the post is one of the thread's, and not deleted. */
struct post_of_thread {
	int64_t id;
	const char *plain;
};
void post_of_thread_find(struct task *t, int64_t thread, int64_t post, struct post_of_thread **out);

/* The history of a thread's links, newest first, 50 at most. */
struct link_entry {
	int64_t case_id;
	const char *kind, *by, *subject, *text, *was, *becomes;
	struct when at;
};
LIST(link_entries, struct link_entry);
void link_entries_of_thread(struct task *t, int64_t thread, struct link_entries *out);

#endif
