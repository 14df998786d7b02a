/* intl.h -- languages: dates, plurals, slugs, names that look alike; the only ICU headers.
 *
 * Formatters are kept per process by (locale, zone, style); a date costs about a microsecond after the first.
 */
#ifndef BASE_INTL_H
#define BASE_INTL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

/* The marker for text of the interface. A no-op until there are catalogues. */
#define _(text) (text)

/* A text with its plural, chosen by the reader's language: counted(n, "% answer", "% answers"). "%" becomes
 * the number, grouped as the language does. Templates print a struct counted escaped. */
struct counted {
	int64_t n;
	const char *one, *other;
};
#define counted(number, one_text, other_text) ((struct counted){(number), (one_text), (other_text)})

/* A sentence with values in it: said(_("Asked by %1 in %2"), name, topic). Up to three texts, escaped when
 * printed. */
struct said {
	const char *sentence;
	const char *value[3];
};
#define said(sentence_text, ...) ((struct said){(sentence_text), {__VA_ARGS__}})

/* In the order and the calendar of the language; "en" without a country is written as in Britain, as here. */
enum intl_style {
	INTL_DATE,	/* 20 Nov 2026 */
	INTL_DATE_TIME, /* 20 Nov 2026, 09:12 */
	INTL_MONTH,	/* November 2026 */
};

/* A moment in a style of the writer's choice: {{ dated(v->since, INTL_MONTH) }}. */
struct dated {
	struct when at;
	enum intl_style style;
};
#define dated(moment, in_style) ((struct dated){(moment), (in_style)})

/* Bytes that any date or number fits into, with its NUL. */
#define INTL_MOST 256

/* Writes the date as text into ${buffer} (not escaped; ICU's dates hold no markup, but print them through html.c
 * anyway); returns its length. A locale that is NULL or unknown is "en", such a zone "UTC". */
size_t intl_put_date(char buffer[INTL_MOST], struct when at, enum intl_style style, const char *locale,
	const char *zone);
/* 2026-11-20T09:12:00Z, into ${buffer} of at least 32 bytes; always UTC, in the Gregorian calendar. */
const char *intl_iso(struct when at, char buffer[32]);
/* 12345 → "12,345" as the language groups; returns the length. */
size_t intl_put_number(char buffer[INTL_MOST], int64_t n, const char *locale);
/* Whether the plural rules of ${locale} put ${n} into the "one" form. */
bool intl_is_one(int64_t n, const char *locale);

bool intl_zone_known(const char *zone);
/* Seconds that clocks in ${zone} are ahead of UTC at that moment; an unknown zone is UTC. */
int intl_zone_offset(struct when at, const char *zone);
bool intl_locale_known(const char *locale);
/* All IANA zones that have a city, sorted, made once per process. */
struct texts intl_zones(void);

/* A title as part of an address: lower-case ASCII letters, digits and single hyphens, at most 80 bytes, cut
 * at a hyphen; other scripts are transliterated. "thread" if nothing is left. */
const char *intl_slug(struct arena *a, const char *title);
/* The form two names share when people cannot tell them apart (UTS 39 skeleton of the NFKC case-folded text).
 */
const char *intl_skeleton(struct arena *a, const char *name);
/* NFC. */
const char *intl_nfc(struct arena *a, const char *s);
/* Lower case in every script, by no language's own rules; NFC. */
const char *intl_lower(struct arena *a, const char *s);
/* The words of a text in lower case, as they come, at most ${most}; numbers, spaces and signs are none. */
struct texts intl_words(struct arena *a, const char *s, size_t most);
/* Whether there is anything to see: not only spaces, marks, and letters and symbols that look like nothing. */
bool intl_visible(const char *text);
/* Whether the text is fit for a display name: assigned characters, no controls, no private use, not only
 * marks, and not mixing scripts in a way UTS 39 calls suspicious ("highly restrictive"). */
bool intl_name_ok(const char *name);
/* An e-mail address in the form we compare by: domain in lower-case ASCII (IDNA by libidn2 where the caller
 * is asked to), local part case-folded NFKC. NULL if it is no address (one @, dot in the domain, ≤ 254 bytes,
 * no spaces). */
const char *intl_email(struct arena *a, const char *address);

#endif
