/* text.h -- the plain values of the program: slices, blobs, lists, and safe ways over bytes.
 *
 * Text is UTF-8, ends in NUL and holds none inside (the edge refuses it): const char *. HTML that may be printed as
 * it stands is struct html, and only markup/clean.c and row_html() make one from people's text. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes inside somebody else's buffer; does not end in NUL. */
struct slice {
	const char *s;
	size_t n;
};

/* Bytes that are not text: hashes, keys, sealed messages. */
struct blob {
	const unsigned char *s;
	size_t n;
};

/* Safe HTML. Printed by templates as it is. */
struct html {
	const char *s;
	size_t n;
};

/* LIST(answers, struct answer) declares struct answers { struct answer *v; size_t n; }; templates say
 * {% each a in v->answers %} and get a pointer to each element in turn. */
#define LIST(name, type) \
	struct name { \
		type *v; \
		size_t n; \
	}

LIST(texts, const char *);

#define SLICE(literal) ((struct slice){(literal), sizeof(literal) - 1})
struct slice slice_of(const char *s);
bool slice_is(struct slice a, const char *s);	     /* the same bytes */
bool slice_is_nocase(struct slice a, const char *s); /* ASCII case aside, as HTTP compares */
struct slice slice_trim(struct slice a);	     /* without spaces and tabs at both ends */
/* Cuts ${rest} at the first ${at}: returns what stands before, leaves in ${rest} what stands after. Without ${at}:
 * all of it, and rest->s becomes NULL. */
struct slice slice_cut(struct slice *rest, char at);

bool text_is(const char *a, const char *b); /* both non-NULL and equal */
bool text_empty(const char *s);		    /* NULL or "" */
bool text_starts(const char *s, const char *prefix);
/* Whether all ${n} bytes are well-formed UTF-8 (no surrogates, no overlong forms) without NUL. */
bool text_utf8(const char *s, size_t n);
/* Whether text_utf8() holds and no control character stands in it but TAB, LF, CR (${lines}) or none (!${lines}). */
bool text_clean(const char *s, size_t n, bool lines);
size_t text_characters(const char *s); /* code points */
/* The first ${most} code points of ${s}, with "…" where something was cut off. */
const char *text_excerpt(struct arena *a, const char *s, size_t most);
/* White space at both ends off, runs inside made one space, bidi controls (U+202A–E, U+2066–9) and other control
 * characters dropped: for titles, names, tags. */
const char *text_one_line(struct arena *a, const char *s);
/* CRLF and CR become LF, NUL cannot occur; trailing white space at the very end off. For bodies. */
const char *text_lines(struct arena *a, const char *s);
/* A decimal int64 without sign games: digits, at most 18 of them, optional leading '-'. */
bool text_int8(const char *s, int64_t *out);
/* The first character of a name, for a round badge; constant storage is reused at the sixteenth next call. */
const char *text_initial(const char *name);
/* All of them in a row, ${between} between two. */
const char *text_joined(struct arena *a, struct texts all, const char *between);
/* For the middle of an address: all but letters, digits and -._~ as %XX. */
const char *text_percent(struct arena *a, const char *s);
const char *text_lower_ascii(struct arena *a, const char *s);
/* ${bytes} as lower-case hexadecimal. */
const char *text_hex(struct arena *a, const unsigned char *bytes, size_t n);

#endif
