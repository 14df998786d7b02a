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

#endif
