/* render.h -- many texts through craft at the same time, from code that blocks. */
#ifndef IMPORT_RENDER_H
#define IMPORT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A text: what it is, and what became of it. */
struct render {
	const char *text;
	bool is_html;	      /* foreign HTML; else Markdown */
	const char *fallback; /* foreign HTML to take where ${text} is refused; NULL: none */
	/* results, in the arena */
	const char *source, *html, *plain; /* NULL: refused in every form */
	bool reduced; /* its markup was too deep, long or costly: only the words were kept */
};

/* Starts ${n} craft processes that end with this one, and the loop; before the database is opened. False:
 * errno. */
bool render_open(unsigned n);
void render_close(void);
/* Renders all ${n}; the results live in ${a}. False: craft does not answer. */
bool render_all(struct render *v, size_t n, struct arena *a);

#endif
