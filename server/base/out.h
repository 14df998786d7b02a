/* out.h -- the growing buffer a page is written into, with the reader's language and time zone.
 *
 * Templates write through the escaping functions of web/html.h; those end here. The bytes are malloc'ed, not in the
 * arena, because they outlive the task: the edge sends them by reference and frees them. */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdbool.h>
#include <stddef.h>

struct out {
	char *s;
	size_t n, room;
	size_t most;	    /* bytes; writing past it sets ${full} and drops the rest. 0: 1 MiB */
	bool full;	    /* the limit or the memory ran out: the page must not be sent */
	const char *locale; /* BCP 47, "en" */
	const char *zone;   /* IANA, "Europe/Berlin"; "UTC" on guests' pages */
};

/* Appends bytes as they are: only for constants of ours and for what html.c has escaped. */
void out_raw(struct out *o, const char *s, size_t n);
#define out_literal(o, literal) out_raw((o), (literal), sizeof(literal) - 1)
void out_char(struct out *o, char c);
/* Room for ${n} more bytes to be written at the returned place and then counted with out_advance(); NULL if full. */
char *out_room(struct out *o, size_t n);
void out_advance(struct out *o, size_t n);
/* Frees the buffer; the struct may be used again. */
void out_end(struct out *o);

#endif
