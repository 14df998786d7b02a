/* html.h -- what compiled templates print with: escaping by the C type of a value and by the place it stands
 *in.
 *
 * Not called by hand. mktemplates.c turns {{ x }} in text into html_text(o, x), in a quoted attribute into
 * html_attribute(o, x), and in an attribute that holds an address (href, src, action, formaction, cite,
 *poster, data) into html_address(o, x) when the value is the whole or the beginning of it,
 *html_address_part(o, x) (percent-encoded) when it stands in the middle. The macros choose by _Generic; a
 *type that is not listed does not compile.
 *
 *	const char *, char *       escaped; NULL prints nothing
 *	struct html                as it is; in text only
 *	int … int64_t, unsigned    grouped as the reader's language does in text (html_text), plain digits in
 *attributes struct when                in text <time datetime="…">20 Nov 2026, 09:12</time>, in attributes
 *ISO 8601 struct counted, said       see base/intl.h struct dated               a date in another style,
 *dated(w, INTL_DATE); in attributes as people read it struct path                path_of(s): a path of ours
 *behind a site's address, in an address only, not encoded
 *
 * html_address() lets through http:, https:, mailto: and addresses without a scheme that do not begin with
 *"//" or a backslash; others print as "#". */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/out.h"
#include "base/text.h"

/* An encoded path that begins with one '/'; anything else prints nothing. */
struct path {
	const char *s;
};
#define path_of(text) ((struct path){(text)})

void html_text_string(struct out *o, const char *s);
void html_text_html(struct out *o, struct html h);
void html_text_int(struct out *o, int64_t n);
void html_text_when(struct out *o, struct when w);
void html_text_dated(struct out *o, struct dated d);
void html_text_counted(struct out *o, struct counted c);
void html_text_said(struct out *o, struct said s);
void html_attribute_string(struct out *o, const char *s);
void html_attribute_int(struct out *o, int64_t n);
void html_attribute_when(struct out *o, struct when w);
void html_attribute_dated(struct out *o, struct dated d);
void html_attribute_counted(struct out *o, struct counted c);
void html_attribute_said(struct out *o, struct said s);
void html_attribute_path(struct out *o, struct path p);
void html_address_string(struct out *o, const char *s);
void html_address_part_string(struct out *o, const char *s);
void html_address_part_int(struct out *o, int64_t n);

/* From a header of the system, the compiler tells mistakes where a macro is used: in the template's line. */
#pragma GCC system_header

#define html_text(o, x) \
	_Generic((x), char *: html_text_string, const char *: html_text_string, struct html: html_text_html, \
		int: html_text_int, unsigned: html_text_int, long: html_text_int, long long: html_text_int, \
		unsigned long: html_text_int, struct when: html_text_when, struct dated: html_text_dated, \
		struct counted: html_text_counted, struct said: html_text_said)(o, x)
#define html_attribute(o, x) \
	_Generic((x), char *: html_attribute_string, const char *: html_attribute_string, int: html_attribute_int, \
		unsigned: html_attribute_int, long: html_attribute_int, long long: html_attribute_int, \
		unsigned long: html_attribute_int, struct when: html_attribute_when, \
		struct dated: html_attribute_dated, struct counted: html_attribute_counted, struct said: html_attribute_said, \
		struct path: html_attribute_path)(o, x)
#define html_address(o, x) \
	_Generic((x), char * : html_address_string, const char * : html_address_string)(o, x)
#define html_address_part(o, x) \
	_Generic((x), char *: html_address_part_string, const char *: html_address_part_string, \
		int: html_address_part_int, unsigned: html_address_part_int, long: html_address_part_int, \
		long long: html_address_part_int, unsigned long: html_address_part_int, \
		struct path: html_attribute_path)(o, x)

#endif
