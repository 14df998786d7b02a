/* intl_text.c -- what ICU knows of letters: slugs, names that look alike, e-mail addresses; see intl.h. Dates
 * and numbers are in intl.c, time zones in intl_zone.c.
 *
 * Malformed UTF-8 cannot come here from outside (the edge refuses it); should it come, each bad byte reads as
 * U+FFFD. */
#include "base/intl.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#include "base/arena.h"
#include "base/idn.h"
#include "base/must.h"

/* UTF-16, as ICU wants it. */
struct wide {
	UChar *s;
	int32_t n;
};

static struct wide wide_of(struct arena *a, const char *s)
{
	size_t n = strlen(s);
	struct wide w = {arena_array(a, UChar, n + 1), 0};
	UErrorCode e = U_ZERO_ERROR;

	must(n < INT32_MAX / 4);
	u_strFromUTF8WithSub(w.s, (int32_t)n + 1, &w.n, s, (int32_t)n, 0xfffd, NULL, &e);
	must(U_SUCCESS(e));
	return w;
}

static char *text_of(struct arena *a, struct wide w)
{
	char *s = arena_alloc(a, (size_t)w.n * 3 + 1);
	UErrorCode e = U_ZERO_ERROR;

	u_strToUTF8WithSub(s, w.n * 3 + 1, NULL, w.s, w.n, 0xfffd, NULL, &e);
	must(U_SUCCESS(e));
	return s;
}

/* Nearly always the result is as long as what it was made of; ICU says how much room it wants where that was
 * not enough. */
#define ROOM(n) ((n) + 16)

static struct wide normalized(struct arena *a, const UNormalizer2 *form, struct wide w)
{
	UErrorCode e = U_ZERO_ERROR;
	struct wide out = {arena_array(a, UChar, (size_t)ROOM(w.n)), 0};

	out.n = unorm2_normalize(form, w.s, w.n, out.s, ROOM(w.n), &e);
	if (e == U_BUFFER_OVERFLOW_ERROR) {
		e = U_ZERO_ERROR;
		out.s = arena_array(a, UChar, (size_t)ROOM(out.n));
		out.n = unorm2_normalize(form, w.s, w.n, out.s, ROOM(out.n), &e);
	}
	must(U_SUCCESS(e));
	return out;
}

static const UNormalizer2 *nfc(void)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFCInstance(&e);

	must(U_SUCCESS(e));
	return form;
}

static const UNormalizer2 *casefold(void)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&e);

	must(U_SUCCESS(e));
	return form;
}

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

const char *intl_nfc(struct arena *a, const char *s)
{
	if (is_ascii(s))
		return arena_text(a, s);
	return text_of(a, normalized(a, nfc(), wide_of(a, s)));
}

const char *intl_lower(struct arena *a, const char *s)
{
	struct wide w, lower;
	UErrorCode e = U_ZERO_ERROR;

	if (is_ascii(s))
		return text_lower_ascii(a, s);
	w = wide_of(a, s);
	/* At the most one unit becomes three. */
	lower.s = arena_array(a, UChar, 3 * (size_t)w.n + 1);
	lower.n = u_strToLower(lower.s, 3 * w.n + 1, w.s, w.n, "", &e);
	must(U_SUCCESS(e));
	return text_of(a, normalized(a, nfc(), lower));
}

/* ---- slugs ---- */

#define SLUG_MOST 80
/* What is looked at of a title; a slug has no room for more, and transliteration takes its time. */
#define SLUG_FROM 200

static UTransliterator *to_ascii(void)
{
	static UTransliterator *kept;
	UErrorCode e = U_ZERO_ERROR;

	if (!kept)
		kept = utrans_openU(u"NFKC; Any-Latin; Latin-ASCII; Lower", -1, UTRANS_FORWARD, NULL, 0, NULL,
			&e);
	must(U_SUCCESS(e));
	return kept;
}

static const char *transliterated(struct arena *a, const char *s)
{
	struct wide w = wide_of(a, s);
	/* The longest that one character becomes is some twenty letters. */
	int32_t room = w.n * 32 + 32, limit = w.n;
	UErrorCode e = U_ZERO_ERROR;

	w.s = arena_grow(a, w.s, (size_t)w.n * sizeof(UChar), (size_t)room * sizeof(UChar));
	utrans_transUChars(to_ascii(), w.s, &w.n, room, 0, &limit, &e);
	return U_SUCCESS(e) ? text_of(a, w) : s;
}

/* The length of the slug in ${s} when it is cut to SLUG_MOST: at a hyphen, if there is one. */
static size_t slug_cut(const char *s, size_t n)
{
	size_t cut = SLUG_MOST;

	if (n <= SLUG_MOST)
		return n;
	while (cut && s[cut] != '-')
		cut--;
	return cut ? cut : SLUG_MOST;
}

const char *intl_slug(struct arena *a, const char *title)
{
	const char *s = text_excerpt(a, title, SLUG_FROM);
	char *out;
	size_t n = 0;
	bool gap = false;

	s = is_ascii(s) ? text_lower_ascii(a, s) : transliterated(a, s);
	out = arena_alloc(a, strlen(s) + 1);
	for (; *s; s++) {
		bool kept = (*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9');

		if (*s == '\'')
			continue; /* don't becomes dont, not don-t */
		if (kept && gap && n)
			out[n++] = '-';
		gap = !kept;
		if (kept)
			out[n++] = *s;
	}
	n = slug_cut(out, n);
	out[n] = 0;
	return n ? out : "thread";
}

/* ---- names ---- */

static USpoofChecker *checker(void)
{
	static USpoofChecker *kept;
	UErrorCode e = U_ZERO_ERROR;

	if (kept)
		return kept;
	kept = uspoof_open(&e);
	uspoof_setChecks(kept, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &e);
	uspoof_setRestrictionLevel(kept, USPOOF_HIGHLY_RESTRICTIVE);
	must(U_SUCCESS(e));
	return kept;
}

static struct wide skeleton(struct arena *a, struct wide w)
{
	UErrorCode e = U_ZERO_ERROR;
	struct wide out = {arena_array(a, UChar, (size_t)ROOM(w.n)), 0};

	out.n = uspoof_getSkeleton(checker(), 0, w.s, w.n, out.s, ROOM(w.n), &e);
	if (e == U_BUFFER_OVERFLOW_ERROR) {
		e = U_ZERO_ERROR;
		out.s = arena_array(a, UChar, (size_t)ROOM(out.n));
		out.n = uspoof_getSkeleton(checker(), 0, w.s, w.n, out.s, ROOM(out.n), &e);
	}
	must(U_SUCCESS(e));
	return out;
}

/* Twice, because the skeleton brings capitals back: 0 looks like O, and O is o to us. */
const char *intl_skeleton(struct arena *a, const char *name)
{
	struct wide w = normalized(a, casefold(), wide_of(a, name));

	w = normalized(a, casefold(), skeleton(a, w));
	return text_of(a, skeleton(a, w));
}

#define MARKS_MOST 4 /* in a row; more are drawn over the lines above and below */

/* Joiners belong to emoji and to scripts beyond ASCII; elsewhere they only hide. */
static bool is_allowed(UChar32 c, UChar32 before)
{
	switch (u_charType(c)) {
	case U_UNASSIGNED:
	case U_CONTROL_CHAR:
	case U_PRIVATE_USE_CHAR:
	case U_SURROGATE:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return false;
	case U_FORMAT_CHAR:
		return (c == 0x200c || c == 0x200d || (c >= 0xe0020 && c <= 0xe007f)) && before >= 0x80;
	default:
		return c != 0xfffd;
	}
}

static bool is_mark(UChar32 c)
{
	return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
}

/* Letters of fonts that draw nothing: fillers of Hangul, the empty pattern of Braille. */
static bool is_blank(UChar32 c)
{
	return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || c == 0x2800;
}

/* Letters, digits, and signs such as emoji: what a name can be known by. */
static bool is_body(UChar32 c)
{
	return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_S_MASK)) != 0 && !is_blank(c);
}

bool intl_visible(const char *text)
{
	struct arena a = ARENA_EMPTY;
	struct wide w = wide_of(&a, text);
	bool seen = false;
	int32_t i = 0;
	UChar32 c;

	while (i < w.n && !seen) {
		U16_NEXT(w.s, i, w.n, c);
		seen = is_body(c) || u_ispunct(c);
	}
	arena_end(&a);
	return seen;
}

bool intl_name_ok(const char *name)
{
	struct arena a = ARENA_EMPTY;
	struct wide w = wide_of(&a, name);
	UErrorCode e = U_ZERO_ERROR;
	UChar32 c = 0, before = 0;
	int32_t i = 0;
	int marks = 0;
	bool ok = true, body = false;

	while (i < w.n && ok) {
		U16_NEXT(w.s, i, w.n, c);
		marks = is_mark(c) ? marks + 1 : 0;
		ok = is_allowed(c, before) && marks <= MARKS_MOST && !(marks && before == 0);
		body = body || is_body(c);
		before = c;
	}
	ok = ok && body && uspoof_check2(checker(), w.s, w.n, NULL, &e) == 0 && U_SUCCESS(e);
	arena_end(&a);
	return ok;
}

/* ---- e-mail ---- */

#define EMAIL_MOST 254
#define LOCAL_MOST 64

/* What may stand before the @ without quotes; beyond ASCII anything that is no space and no control. */
static bool is_local(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= LOCAL_MOST && text_clean(s, n, false) && !strpbrk(s, " \"(),:;<>@[\\]") &&
	       s[0] != '.' && s[n - 1] != '.' && !strstr(s, "..");
}

const char *intl_email(struct arena *a, const char *address)
{
	size_t n = strlen(address);
	const char *at = strchr(address, '@'), *local, *domain, *out;
	struct slice whole = {address, n};

	if (!at || n > EMAIL_MOST || slice_trim(whole).n != n || !text_clean(address, n, false))
		return NULL;
	local = text_of(a,
		normalized(a, casefold(), wide_of(a, arena_text_n(a, address, (size_t)(at - address)))));
	domain = idn_ascii(a, at + 1);
	if (!is_local(local) || !domain || !strchr(domain, '.'))
		return NULL;
	out = arena_printf(a, "%s@%s", local, domain);
	return strlen(out) <= EMAIL_MOST ? out : NULL;
}
