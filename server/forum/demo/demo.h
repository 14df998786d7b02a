/* demo.h -- the demo: the community of an invented network operator, which fills an empty database.
 *
 * Its texts are demo/NN-name.txt in the root of the sources, compiled in by tools/mktexts.c. demo_read.h
 * makes structs of them; what writes those into the database is beside it. */
#ifndef FORUM_DEMO_DEMO_H
#define FORUM_DEMO_DEMO_H

struct demo_file {
	const char *name; /* "10-sim.txt" */
	const char *text;
};

/* In the order of their names; ends with a row of NULLs. Made at build time. */
extern const struct demo_file demo_files[];

struct task;

struct demo_settings {
	const char *accounts; /* a file to write the demo's accounts to, as shell assignments; NULL: standard
				 output */
};
/* `bothy demo`: fills an empty community, relative to today. Refuses one that has threads. ${settings} is a
 * struct demo_settings. Returns the program's exit status. */
int demo_write_wait(struct task *t, void *settings);

#endif
