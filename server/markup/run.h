/* run.h -- one paragraph's worth of foreign text, written as HTML and as Markdown at once.
 *
 * Foreign HTML nests as it likes: <b> around paragraphs, spaces inside <b>, text without any paragraph. A run
 * makes order: white space becomes single spaces, and nothing is opened (not the paragraph, not a format)
 * before the first character that needs it. So formats end with their paragraph and begin again in the next,
 * and none is empty. */
#ifndef MARKUP_RUN_H
#define MARKUP_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "markup/clean.h"
#include "markup/source.h"

#define RUN_FORMATS_MOST 16

struct run_format {
	enum clean_element element; /* CLEAN_A with ${address}; CLEAN_ELEMENTS: shows nothing */
	struct slice address, title;
	bool opened;
};

struct run {
	struct arena *a;
	struct clean c;
	struct source m;
	int heading; /* 1–6: runs are headings of this level; 0: paragraphs */
	bool bare;   /* in a list of short items: no <p> */
	bool open;
	bool element;	 /* something is to be closed with the run */
	bool space;	 /* white space stands before the next character */
	unsigned breaks; /* line breaks do */
	struct run_format formats[RUN_FORMATS_MOST];
	size_t format_count, beyond;
};

void run_begin_all(struct run *r, struct arena *a);

/* Text as it stood in the HTML. */
void run_text(struct run *r, const char *s, size_t n);
void run_break(struct run *r);
/* Ends the paragraph or heading, if one was begun. */
void run_end(struct run *r);

/* Formats apply from here to run_pop(). A link inside a link shows nothing. */
void run_push(struct run *r, struct run_format format);
void run_pop(struct run *r);

/* CLEAN_CODE or CLEAN_KBD with its text. */
void run_code(struct run *r, enum clean_element element, struct slice text);
/* A link to an image, shown as ${text}; just the text if ${address} is not one to link. */
void run_image(struct run *r, struct slice address, struct slice text);
/* An address that is its own text. */
void run_autolink(struct run *r, struct slice address);

#endif
