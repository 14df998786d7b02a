/* case_inside.h -- what the files of this folder share. */
#ifndef FORUM_CASE_INSIDE_H
#define FORUM_CASE_INSIDE_H

#include "forum/case/case.h"

#define CASE_PAGE    30
#define ENTRIES_PAGE 50

/* Which cases a list shows. */
struct case_filter {
	bool live;	       /* only those somebody still has to do something about */
	int64_t owner;	       /* 0: whose ever */
	const char *priority;  /* "": any */
	const char *state;     /* "": any */
	struct when before_at; /* page by key: what comes after this one; {0}: from the top */
	int64_t before_id;
};
/* A page and one more. */
void cases_list(struct task *t, const struct case_filter *f, struct case_rows *out);

/* A file that stands at an entry in the CRM: its content is there. */
struct case_file {
	int64_t entry_id;
	const char *entry, *id; /* the CRM's ids */
	const char *name, *type;
	int64_t bytes;	  /* -1: not known */
	const char *size; /* the same for people, "" if not known */
	const char *url;  /* NULL: that CRM is not ours now */
};
LIST(case_files, struct case_file);
/* Of the whole case, the last first; 500 at most. */
void case_files_of(struct task *t, int64_t id, struct case_files *out);

/* A line of a case's history. */
struct case_entry {
	int64_t id;
	const char *kind, *by, *text;
	const char *was, *becomes; /* NULL: the kind has none */
	int64_t thread_id;
	const char *thread; /* its title, NULL: none */
	struct when at;
	const char *words;  /* what happened, for people: case_entry_tell() */
	int64_t other_case; /* of a merge or split: the other one */
	struct case_files files;
};
LIST(case_entries, struct case_entry);
/* ENTRIES_PAGE + 1, newest first; {0}: from the top. */
void case_entries(struct task *t, int64_t id, struct when before_at, int64_t before_id,
	struct case_entries *out);

/* Whom one may give a case to; and a customer one may mean. */
struct colleague {
	int64_t id;
	const char *display;
};
LIST(colleagues, struct colleague);
void colleagues_find(struct task *t, struct colleagues *out);
void colleague_find(struct task *t, int64_t id, struct colleague **out);
/* Customers that a number or a name may mean, 10 at most, the best first. */
void customers_meant(struct task *t, const char *q, struct colleagues *out);
void customer_named(struct task *t, int64_t id, struct colleague **out);

void case_sync_find(struct task *t, int64_t id, struct case_sync **out);
/* The cases that were merged into it. */
void cases_merged(struct task *t, int64_t into, struct case_rows *out);

/* Locks the threads whose links the merge of ${from} into ${into} moved; before the cases, as everywhere. */
struct moved_thread {
	int64_t id;
};
LIST(moved_threads, struct moved_thread);
void threads_hold_moved(struct task *t, int64_t from, int64_t into, struct moved_threads *out);
/* The undo of case_merge(). */
void case_split(struct task *t, const struct case_row *from, const struct case_row *into,
	const struct moved_threads *threads, int64_t account);

#endif
