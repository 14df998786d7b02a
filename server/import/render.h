/* render.h -- many texts through craft at the same time, from code that blocks. */
#ifndef IMPORT_RENDER_H
#define IMPORT_RENDER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A text: what it is, and what became of it. With both forms the Markdown is taken if it reads here as the
 * HTML does, else the HTML: elsewhere Markdown may hold HTML, or have other rules, and would show its marks
 * here. */
struct render {
	const char *markdown, *html; /* as they were; one may be NULL */
	/* results, in the arena */
	const char *source, *safe_html, *plain; /* NULL: refused in every form */
	bool reduced;	 /* its markup was too deep, long or costly: only the words were kept */
	bool unanswered; /* render.c's own */
};

/* Renders all ${n} by the helpers of crafts_open(); the results live in ${a}. False: they do not answer. */
bool render_all(struct render *v, size_t n, struct arena *a);

#endif
